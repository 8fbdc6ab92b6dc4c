package dev.rollcall.runtime.external;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Progress;
import dev.rollcall.runtime.Workload;
import dev.rollcall.runtime.external.ExternalConfig.Ids;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Bots that another HTTP service launches and knows the status of (docs/runtimes.md, docs/decisions/0027). Its ids are its
 * own, so which bot is which is kept on disk.
 */
@Singleton
@Identifier("external") final class ExternalRuntime implements BotRuntime {

    private static final Logger LOG = Logger.getLogger(ExternalRuntime.class);
    private static final Duration DISK_TIMEOUT = Duration.ofSeconds(10);

    private final ExternalConfig config;
    private final BotService service;
    private final BotRecords records;
    private final Poller poller;

    @Inject
    ExternalRuntime(Vertx vertx, ExternalConfig config) {
        this(vertx, config, Clock.systemUTC());
    }

    ExternalRuntime(Vertx vertx, ExternalConfig config, Clock clock) {
        this.config = config;
        this.service = new BotService(vertx, config);
        this.records = new BotRecords(config.directory());
        this.poller = new Poller(config, () -> onDisk(records::all), this::ask);
        records.removeDeletedBefore(clock.instant(), config.keepRecords());
        poller.start();
    }

    @Override
    public String name() {
        return "external";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return onDisk(() -> records.find(workload.handle()))
                .chain(known -> known.isPresent()
                        ? Uni.createFrom().item((LaunchOutcome) new Launched())
                        : service.launch(workload).chain(answer -> settle(workload, answer)))
                .onFailure()
                .recoverWithItem(ExternalRuntime::outcomeOf)
                .invoke(outcome -> log(workload, outcome));
    }

    private Uni<LaunchOutcome> settle(Workload workload, ServiceAnswer answer) {
        String handle = workload.handle();
        if (answer.status() == 409 && config.ids() == Ids.OURS) {
            return remember(BotRecord.launched(handle, handle)); // an earlier try of ours
        }
        if (!answer.ok()) {
            return Uni.createFrom().item(refusal(answer));
        }
        JsonObject said = answer.json();
        String botId = said == null ? null : said.getString("bot_id");
        if (botId == null || botId.isBlank()) {
            return Uni.createFrom().item(new Ambiguous("The bot service has answered without a bot_id."));
        }
        return config.ids() == Ids.OURS && !botId.equals(handle)
                ? stopNamesake(botId)
                : remember(BotRecord.launched(handle, botId));
    }

    private Uni<LaunchOutcome> remember(BotRecord record) {
        return onDisk(() -> {
                    records.write(record);
                    return record;
                })
                .replaceWith(new Launched());
    }

    /** Without its record it could not be found again, on this replica or another. */
    private Uni<LaunchOutcome> stopNamesake(String botId) {
        return service.stop(botId, Duration.ZERO)
                .replaceWith(new Refused("The bot service has called the bot '" + botId
                        + "' and not as it was told: set rollcall.external.ids=theirs."));
    }

    private static LaunchOutcome refusal(ServiceAnswer answer) {
        return switch (answer.status()) {
            case 429, 503 -> new Busy(answer.words());
            case 401, 403 -> new Refused(answer.words() + ". The token in rollcall.external.token is wrong.");
            default -> answer.status() < 500 ? new Refused(answer.words()) : new Ambiguous(answer.words());
        };
    }

    /** Nothing was sent when there was no connection; otherwise there may be a bot now. */
    private static LaunchOutcome outcomeOf(Throwable failure) {
        boolean nothingSent = failure instanceof ConnectException
                || failure.getCause() instanceof ConnectException
                || failure instanceof UnknownHostException;
        String reason = "The bot service cannot be reached: " + failure.getMessage();
        return nothingSent ? new Busy(reason) : new Ambiguous(reason);
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return known(handle)
                .chain(record -> record.isEmpty() || record.get().over()
                        ? Uni.createFrom().voidItem()
                        : stop(record.get(), grace));
    }

    @Override
    public Uni<Void> delete(String handle) {
        return known(handle)
                .chain(record -> record.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : (record.get().over() ? Uni.createFrom().voidItem() : stop(record.get(), Duration.ZERO))
                                .chain(() -> remember(record.get().forgotten()))
                                .replaceWithVoid());
    }

    private Uni<Void> stop(BotRecord record, Duration grace) {
        return service.stop(record.botId(), grace)
                .invoke(answer -> {
                    if (!answer.ok() && !answer.missing()) {
                        throw answer.status() == 405 || answer.status() == 501 || answer.status() == 404
                                ? new IllegalStateException(
                                        "The bot service offers no way to stop a bot. " + answer.words())
                                : answer.trouble();
                    }
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return known(handle)
                .chain(record -> record.isEmpty()
                        ? Uni.createFrom().item(neverHeardOf(handle))
                        : look(record.get()).map(Poller.Look::seen))
                .onFailure()
                .recoverWithItem(trouble -> new Unknown("The bot service cannot tell: " + trouble.getMessage()));
    }

    private Observation neverHeardOf(String handle) {
        return config.ids() == Ids.OURS
                ? new Gone()
                : new Unknown("There is no record here of which bot of the service " + handle + " is.");
    }

    @Override
    public Uni<List<Observed>> list() {
        return onDisk(records::all)
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUni(this::ask)
                .merge(config.connections())
                .filter(look -> !(look.seen() instanceof Gone))
                .onItem()
                .transformToMultiAndConcatenate(look -> Multi.createFrom()
                        .items(Workload.identify(look.bot().handle()).stream()
                                .map(bot -> new Observed(
                                        look.bot().handle(), bot.meetingId(), bot.attempt(), look.seen()))))
                .collect()
                .asList();
    }

    @Override
    public Multi<Observed> watch() {
        return poller.ends();
    }

    @Override
    public Multi<Progress> progress() {
        return poller.progress();
    }

    /** The record; where we name the bots and another replica has launched it, the service is asked and it is adopted. */
    private Uni<Optional<BotRecord>> known(String handle) {
        return onDisk(() -> records.find(handle))
                .chain(record -> record.isPresent() || config.ids() == Ids.THEIRS
                        ? Uni.createFrom().item(record)
                        : adopt(handle));
    }

    private Uni<Optional<BotRecord>> adopt(String handle) {
        return service.status(handle).chain(answer -> {
            if (answer.missing()) {
                return Uni.createFrom().item(Optional.empty());
            }
            if (!answer.ok()) {
                throw answer.trouble();
            }
            BotRecord record = BotRecord.launched(handle, handle);
            return remember(record).replaceWith(Optional.of(record));
        });
    }

    /** Never fails. */
    private Uni<Poller.Look> ask(BotRecord record) {
        return look(record)
                .onFailure()
                .recoverWithItem(trouble -> new Poller.Look(record, new Unknown(trouble.getMessage()), null, false));
    }

    /** The last word where there is one, and what the service says otherwise; a last word is kept. */
    private Uni<Poller.Look> look(BotRecord record) {
        Optional<Observation> lastWord = record.lastWord();
        if (lastWord.isPresent()) {
            return Uni.createFrom().item(new Poller.Look(record, lastWord.get(), null, true));
        }
        poller.follow(record.handle());
        return service.status(record.botId()).chain(answer -> read(record, answer));
    }

    private Uni<Poller.Look> read(BotRecord record, ServiceAnswer answer) {
        if (answer.missing()) {
            return remember(record.forgotten()).replaceWith(new Poller.Look(record, new Gone(), null, true));
        }
        JsonObject said = answer.json();
        if (!answer.ok() || said == null) {
            throw answer.trouble();
        }
        BotStatus status = BotStatus.of(said);
        Observation seen = status.observation();
        Poller.Look look = new Poller.Look(record, seen, status.step().orElse(null), true);
        return seen instanceof Ended ended
                ? remember(record.ended(ended)).replaceWith(look)
                : Uni.createFrom().item(look);
    }

    /** Files block, and are small. */
    private static <T> Uni<T> onDisk(Supplier<T> work) {
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(DISK_TIMEOUT)
                .fail();
    }

    @PreDestroy
    void close() {
        poller.stop();
        service.close();
    }

    private static void log(Workload workload, LaunchOutcome outcome) {
        LOG.infof(
                "event=launch runtime=external handle=%s meeting=%d attempt=%d user=%d outcome=\"%s\"",
                workload.handle(), workload.meetingId(), workload.attempt(), workload.userId(), outcome);
    }
}
