package dev.rollcall.webhook;

import dev.rollcall.access.WebhookConfig;
import dev.rollcall.access.WebhookSettings;
import dev.rollcall.platform.Masking;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Seal;
import dev.rollcall.webhook.Outbox.Claim;
import dev.rollcall.webhook.RetryPlan.Before;
import dev.rollcall.webhook.RetryPlan.Verdict;
import dev.rollcall.webhook.Sender.Letter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Takes deliveries out and writes down what came of them: at once when there are new ones, after each one that is done,
 * and every second. A replica claims only as much as it can send, and a slow receiver holds one place of it, since two
 * of its deliveries are never under way.
 */
@ApplicationScoped
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);

    /** What is under way at a shutdown may end; the rest is sent again by others when its claim has run out. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    /** Everything is allowed where an operator has said where to. */
    private static final OutboundUrl.Rules SYSTEM_RULES = new OutboundUrl.Rules(true, true);

    private final Outbox outbox;
    private final Sender sender;
    private final Seal seal;
    private final OutboundUrl.Rules rules;
    private final DeliveryConfig config;
    private final RetryPlan plan;
    private final WebhookMeters meters;
    private final RandomGenerator random;
    private final Clock clock;
    private final Semaphore room;
    private final Cancellable running;
    private MultiEmitter<? super Boolean> looks;

    Courier(
            Outbox outbox,
            Sender sender,
            Seal seal,
            WebhookConfig webhooks,
            DeliveryConfig config,
            WebhookMeters meters,
            RandomGenerator random,
            Clock clock) {
        this.outbox = outbox;
        this.sender = sender;
        this.seal = seal;
        this.rules = webhooks.rules();
        this.config = config;
        this.plan = new RetryPlan(config.backoff(), config.longestBackoff(), config.retryFor());
        this.meters = meters;
        this.random = random;
        this.clock = clock;
        this.room = new Semaphore(config.concurrency());
        this.running = Multi.createFrom()
                .<Boolean>emitter(emitter -> looks = emitter, BackPressureStrategy.LATEST)
                .onItem()
                .transformToUniAndConcatenate(look -> claim())
                .onItem()
                .<Claim>disjoint()
                .onItem()
                .transformToUni(this::deliver)
                .merge(config.concurrency())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("webhook=stopped", failure));
    }

    /** There may be something to send. While everything is busy, many looks are kept as one. */
    @Scheduled(identity = "webhook-courier", every = "1s")
    Uni<Void> look() {
        if (config.enabled()) {
            looks.emit(true);
        }
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        boolean idle = room.tryAcquire(config.concurrency(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        if (!idle) {
            LOG.infof("webhook=undone count=%d", config.concurrency() - room.availablePermits());
        }
        running.cancel();
    }

    private Uni<List<Claim>> claim() {
        int free = room.drainPermits();
        if (free == 0) {
            return Uni.createFrom().item(List.of());
        }
        return outbox.claim(free, config.claim())
                .onFailure()
                .invoke(failure -> LOG.warnf("webhook=claim error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(List.of())
                .invoke(claims -> room.release(free - claims.size()));
    }

    /** A delivery whose end cannot be written down is sent again when its claim has run out. */
    private Uni<Void> deliver(Claim claim) {
        return send(claim)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "webhook=unsettled delivery=%d error=%s", claim.deliveryId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull()
                .eventually(this::next);
    }

    /** The receiver may have more, and there is room for others. */
    private void next() {
        room.release();
        looks.emit(true);
    }

    private Uni<Void> send(Claim claim) {
        String url = claim.ofSystem() ? config.systemUrl().orElse(null) : claim.url();
        if (url == null) {
            return outbox.settle(claim, Answer.none("The webhook was taken away."), dropped(), Duration.ZERO);
        }
        long began = clock.millis();
        return answer(claim, url)
                .chain(answer -> settle(claim, answer, Duration.ofMillis(Math.max(0, clock.millis() - began))));
    }

    private static Verdict dropped() {
        return new Verdict("dropped", Duration.ZERO, 0, null, Duration.ZERO, null, false);
    }

    private Uni<Answer> answer(Claim claim, String url) {
        List<String> secrets;
        try {
            secrets = secrets(claim);
        } catch (Seal.BrokenException e) {
            return Uni.createFrom().item(Answer.none("The secret cannot be opened; set it again."));
        }
        byte[] body = claim.payload().getBytes(StandardCharsets.UTF_8);
        Letter letter = new Letter(url, claim.ofSystem() ? SYSTEM_RULES : rules, headers(claim, body, secrets), body);
        Masking masking = Masking.of(secrets.toArray(String[]::new));
        return sender.send(letter)
                .map(answer -> new Answer(
                        answer.status(), masking.text(answer.response()), answer.error(), answer.retryAfter()));
    }

    private List<String> secrets(Claim claim) {
        if (claim.ofSystem()) {
            return config.systemSecret().stream().toList();
        }
        String present = claim.ofBot()
                ? open(claim.secret(), BotWebhooks.place(claim.meetingId()))
                : open(claim.secret(), WebhookSettings.place(claim.userId()));
        String former = claim.formerSecret() == null
                ? null
                : open(claim.formerSecret(), WebhookSettings.placeOfFormer(claim.userId()));
        return Stream.of(present, former, claim.adoptedSecret())
                .filter(secret -> secret != null)
                .toList();
    }

    private String open(String sealed, String place) {
        return sealed == null ? null : seal.open(sealed, place);
    }

    private Map<String, String> headers(Claim claim, byte[] body, List<String> secrets) {
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Webhook-Id", claim.eventId());
        headers.put("X-Webhook-Event", claim.eventType());
        headers.put("X-Webhook-Attempt", String.valueOf(claim.tries()));
        headers.put("X-Webhook-Timestamp", String.valueOf(timestamp));
        if (claim.seq() != null) {
            headers.put("X-Webhook-Sequence", String.valueOf(claim.seq()));
        }
        if (!secrets.isEmpty()) {
            headers.put("X-Webhook-Signature", Signature.header(timestamp, body, secrets));
            if (config.bearerSecret()) {
                headers.put("Authorization", "Bearer " + secrets.get(0));
            }
        }
        return headers;
    }

    private Uni<Void> settle(Claim claim, Answer answer, Duration took) {
        boolean test = claim.eventType().equals(Deliveries.TEST);
        var before = new Before(claim.tries(), claim.firstTryAt(), claim.failures(), claim.failingSince(), test);
        Verdict verdict = plan.after(answer, before, claim.now(), random);
        meters.attempted(verdict.state(), took);
        if (verdict.pauseReason() != null) {
            LOG.warnf(
                    "webhook=paused endpoint=%d user=%s reason=%s failing-since=%s",
                    claim.endpointId(), claim.userId(), verdict.pauseReason(), verdict.failingSince());
        }
        return outbox.settle(claim, answer, verdict, took);
    }
}
