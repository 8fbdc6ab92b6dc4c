package dev.rollcall.standing;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rows;
import dev.rollcall.standing.Statuses.Changed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** How standing bots fare: counted in the database, so the same on every replica; tries and flaps where they happen. */
@ApplicationScoped
class StandingMeters {

    private static final Logger LOG = Logger.getLogger(StandingMeters.class);

    private final Pool pool;
    private final MeterRegistry registry;
    private final MultiGauge bots;

    StandingMeters(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.registry = registry;
        this.bots = MultiGauge.builder("rollcall.standing.bots")
                .description("Standing bots by how they are connected; the same on every replica")
                .register(registry);
    }

    /** A connection is about to be made. */
    void attempted(String connector) {
        registry.counter("rollcall.standing.attempts", "connector", connector).increment();
    }

    void changed(Changed change) {
        registry.counter(
                        "rollcall.standing.changes",
                        "connector",
                        change.connector(),
                        "from",
                        change.from().name(),
                        "to",
                        change.to().name())
                .increment();
        if (change.isFlap()) {
            registry.counter("rollcall.standing.flaps", "connector", change.connector())
                    .increment();
        }
    }

    @Scheduled(
            identity = "standing-meters",
            every = "${rollcall.metrics.count-every:15s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return pool.query("""
                        select b.connector, b.is_active, %s as shown, count(*) as bots
                        from standing_bots b
                        group by b.connector, b.is_active, shown
                        limit 1000
                        """.formatted(StandingQueries.STATUS))
                .execute()
                .map(rows -> Rows.<MultiGauge.Row<?>>all(rows, StandingMeters::row))
                .invoke(this::show)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("metrics=uncounted error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    /** What is not there any more goes. */
    private void show(List<MultiGauge.Row<?>> rows) {
        bots.register(rows, true);
    }

    private static MultiGauge.Row<?> row(Row row) {
        return MultiGauge.Row.of(
                Tags.of(
                        "connector", row.getString("connector"),
                        "status", Status.of(row.getInteger("shown")).name(),
                        "active", row.getBoolean("is_active").toString()),
                row.getLong("bots"));
    }
}
