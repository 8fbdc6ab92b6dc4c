package dev.rollcall.webhook;

import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Seal;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import dev.rollcall.webhook.Letters.Signed;
import dev.rollcall.webhook.Outbox.Claim;
import dev.rollcall.webhook.RetryPlan.Before;
import dev.rollcall.webhook.RetryPlan.Verdict;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
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

    private final Outbox outbox;
    private final Letters letters;
    private final Sender sender;
    private final DeliveryConfig config;
    private final RetryPlan plan;
    private final WebhookMeters meters;
    private final Tracing tracing;
    private final RandomGenerator random;
    private final Clock clock;
    private final ClaimedWork<Claim> deliveries;

    Courier(
            Outbox outbox,
            Letters letters,
            Sender sender,
            DeliveryConfig config,
            WebhookMeters meters,
            Tracing tracing,
            RandomGenerator random,
            Clock clock) {
        this.outbox = outbox;
        this.letters = letters;
        this.sender = sender;
        this.config = config;
        this.plan = new RetryPlan(config.backoff(), config.longestBackoff(), config.retryFor());
        this.meters = meters;
        this.tracing = tracing;
        this.random = random;
        this.clock = clock;
        this.deliveries = new ClaimedWork<>(
                "webhook", config.concurrency(), room -> outbox.claim(room, config.claim()), this::deliver);
    }

    /** There may be something to send. */
    @Scheduled(identity = "webhook-courier", every = "1s")
    Uni<Void> look() {
        if (config.enabled()) {
            deliveries.look();
        }
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        int undone = deliveries.stop(FAREWELL);
        if (undone > 0) {
            LOG.infof("webhook=undone count=%d", undone);
        }
    }

    /** A delivery whose end cannot be written down is sent again when its claim has run out. */
    private Uni<Void> deliver(Claim claim) {
        return tracing.work("webhook delivery", subject(claim), () -> send(claim))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "webhook=unsettled delivery=%d error=%s", claim.deliveryId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull()
                .eventually(deliveries::look); // the receiver may have more
    }

    private static Subject subject(Claim claim) {
        return new Subject(claim.told(), Map.of("webhook.event", claim.eventType()));
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
        Signed signed;
        try {
            signed = letters.write(claim, url);
        } catch (Seal.BrokenException e) {
            return Uni.createFrom().item(Answer.none("The secret cannot be opened; set it again."));
        }
        return sender.send(signed.letter())
                .map(answer -> new Answer(
                        answer.status(),
                        signed.masking().text(answer.response()),
                        answer.error(),
                        answer.retryAfter()));
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
