package dev.rollcall.runtime.external;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Progress;
import dev.rollcall.runtime.Workload;
import dev.rollcall.runtime.external.ExternalConfig.Ids;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Bots that another HTTP service launches and knows the status of (docs/runtimes.md, docs/decisions/0027). Its ids are its
 * own, so which bot is which is kept on disk.
 */
@Singleton
@Identifier("external") final class ExternalRuntime implements BotRuntime {

    private final ExternalConfig config;
    private final BotService service;
    private final KnownBots bots;
    private final Poller poller;

    @Inject
    ExternalRuntime(Vertx vertx, ExternalConfig config) {
        this(vertx, config, Clock.systemUTC());
    }

    ExternalRuntime(Vertx vertx, ExternalConfig config, Clock clock) {
        this.config = config;
        this.service = new BotService(vertx, config);
        BotRecords records = new BotRecords(config.directory());
        this.bots = new KnownBots(config, service, records);
        this.poller = new Poller(config, bots);
        records.removeDeletedBefore(clock.instant().minus(config.keepRecords()));
        poller.start();
    }

    @Override
    public String name() {
        return "external";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return bots.recorded(workload.handle())
                .chain(known -> known.isPresent()
                        ? Uni.createFrom().item((LaunchOutcome) new Launched())
                        : service.launch(workload).chain(answer -> settle(workload, answer)))
                .onFailure()
                .recoverWithItem(LaunchAnswer::of);
    }

    private Uni<LaunchOutcome> settle(Workload workload, ServiceAnswer answer) {
        String handle = workload.handle();
        if (answer.status() == 409 && config.ids() == Ids.OURS) {
            return remember(BotRecord.launched(handle, handle)); // an earlier try of ours
        }
        if (!answer.ok()) {
            return Uni.createFrom().item(LaunchAnswer.refusal(answer));
        }
        Optional<String> botId = LaunchAnswer.botId(answer);
        if (botId.isEmpty()) {
            return Uni.createFrom().item(new Ambiguous("The bot service has answered without a bot_id."));
        }
        return config.ids() == Ids.OURS && !botId.get().equals(handle)
                ? stopNamesake(botId.get())
                : remember(BotRecord.launched(handle, botId.get()));
    }

    private Uni<LaunchOutcome> remember(BotRecord record) {
        return bots.remember(record).replaceWith(new Launched());
    }

    /** Without its record it could not be found again, on this replica or another. */
    private Uni<LaunchOutcome> stopNamesake(String botId) {
        return service.stop(botId, Duration.ZERO)
                .replaceWith(new Refused("The bot service has called the bot '" + botId
                        + "' and not as it was told: set rollcall.external.ids=theirs."));
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return bots.known(handle).chain(record -> record.isEmpty() ? nothingToEnd(handle) : end(record.get(), grace));
    }

    @Override
    public Uni<Void> delete(String handle) {
        return bots.known(handle).chain(record -> record.isEmpty() ? nothingToEnd(handle) : delete(record.get()));
    }

    private Uni<Void> delete(BotRecord record) {
        return end(record, Duration.ZERO)
                .chain(() -> bots.remember(record.forgotten()))
                .replaceWithVoid();
    }

    private Uni<Void> end(BotRecord record, Duration grace) {
        return record.over() ? Uni.createFrom().voidItem() : stop(record, grace);
    }

    /** Where only a record could tell which bot it is, its absence is no proof that there is none. */
    private Uni<Void> nothingToEnd(String handle) {
        return neverHeardOf(handle) instanceof Unknown unknown
                ? Uni.createFrom().failure(new IllegalStateException(unknown.why()))
                : Uni.createFrom().voidItem();
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
        return bots.known(handle)
                .chain(record -> record.isEmpty()
                        ? Uni.createFrom().item(neverHeardOf(handle))
                        : bots.look(record.get()).map(Poller.Look::seen))
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
        return bots.all()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUni(bots::ask)
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

    @PreDestroy
    void close() {
        poller.stop();
        service.close();
    }
}
