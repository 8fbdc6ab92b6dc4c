package dev.rollcall.polling;

import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks the external service how far bots are, each by one replica at a time, until they are done. It says how a bot gets into
 * its meeting and that it failed; what is made of the meeting afterwards is not its business (seed 003).
 */
@ApplicationScoped
class StatusSync {

    private static final Logger LOG = Logger.getLogger(StatusSync.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Sooner than the next round, which would else come a moment too early for it. */
    private static final double BEFORE_THE_NEXT_ROUND = 0.75;

    private static final String CLAIM = """
            with due as (
                select bot_id
                from polled_bots
                where next_sync_at <= statement_timestamp()
                order by next_sync_at
                limit $1
                for update skip locked
            )
            update polled_bots p
            set next_sync_at = clock_timestamp() + $2 * interval '1 millisecond'
            from due
            where p.bot_id = due.bot_id
            returning p.bot_id, p.sync_misses
            """;

    private record Claim(String botId, int misses) {}

    private final Pool pool;
    private final PollingConfig config;
    private final ExternalService service;
    private final PolledBots bots;
    private final Reports reports;
    private final Clock clock;
    private final ServicePace pace;
    private final ClaimedWork<Claim> work;

    StatusSync(
            Pool pool, PollingConfig config, ExternalService service, PolledBots bots, Reports reports, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.service = service;
        this.bots = bots;
        this.reports = reports;
        this.clock = clock;
        this.pace = new ServicePace(config.syncEvery(), config.longestPause());
        this.work = new ClaimedWork<>("bot-status-sync", service.connections(), this::claim, this::sync);
    }

    @Scheduled(identity = "bot-status-sync", every = "${rollcall.polling.sync-every:3s}")
    Uni<Void> round() {
        if (service.isConfigured()) {
            work.look();
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<List<Claim>> claim(int most) {
        if (pace.isPaused(clock.instant())) {
            return Uni.createFrom().item(List.of());
        }
        long lease = (long) (config.syncEvery().toMillis() * BEFORE_THE_NEXT_ROUND);
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(most, lease))
                .map(rows -> Rows.all(rows, row -> new Claim(row.getString("bot_id"), row.getInteger("sync_misses"))));
    }

    private Uni<Void> sync(Claim claim) {
        return bots.byId(claim.botId()).chain(found -> {
            boolean over = found.map(bot -> Face.of(bot.facts(), config.patience()))
                    .filter(face -> face.finishedAt() != null)
                    .isPresent();
            return over ? next(claim, null, 0) : ask(claim);
        });
    }

    private Uni<Void> ask(Claim claim) {
        return service.ask(claim.botId())
                .onItem()
                .invoke(pace::answered)
                .onFailure()
                .invoke(this::down)
                .chain(said -> said.isPresent() ? take(claim, said.get()) : unknown(claim))
                .onFailure()
                .recoverWithNull();
    }

    private void down(Throwable failure) {
        if (pace.failed(clock.instant())) {
            LOG.warnf("bot-status=sync error=%s", Printable.of(failure.toString()));
        }
    }

    /** A bot that the service does not know yet, or not any more. */
    private Uni<Void> unknown(Claim claim) {
        int misses = claim.misses() + 1;
        return next(claim, pace.after(misses), misses);
    }

    private Uni<Void> next(Claim claim, Duration pause, int misses) {
        return pool.preparedQuery("""
                        update polled_bots
                        set sync_misses  = $3,
                            next_sync_at = clock_timestamp() + $2::bigint * interval '1 millisecond'
                        where bot_id = $1
                        """)
                .execute(Tuple.of(claim.botId(), pause == null ? null : pause.toMillis(), misses))
                .replaceWithVoid();
    }

    private Uni<Void> take(Claim claim, JsonObject said) {
        Uni<Void> known = claim.misses() == 0 ? Uni.createFrom().voidItem() : next(claim, config.syncEvery(), 0);
        return known.chain(() -> reportOf(claim.botId(), said)
                .map(report -> reports.take(report).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Empty for a word that is not for the service to say, or that nobody knows. */
    private static Optional<StatusReport> reportOf(String botId, JsonObject said) {
        String word = String.valueOf(said.getValue("status")).toLowerCase(Locale.ROOT);
        return FaceStatus.of(word).flatMap(status -> switch (status) {
            case INITIALIZED, CONNECTING, CONNECTED -> Optional.of(new StatusReport(botId, status, null, null));
            case ERROR ->
                Optional.of(StatusReport.failed(
                        botId, said.getValue("error_message") instanceof String error ? error : null));
            case TRANSCRIBING, ANALYZING_MEETING, CREATING_TASKS, DONE -> Optional.empty();
        });
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        work.stop(FAREWELL);
    }
}
