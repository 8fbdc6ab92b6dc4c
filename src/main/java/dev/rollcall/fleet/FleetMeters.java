package dev.rollcall.fleet;

import dev.rollcall.fleet.FleetOverview.Count;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * How many bots there are, as the database says: every replica shows the same numbers, so a dashboard takes the largest
 * and does not add them up.
 */
@ApplicationScoped
class FleetMeters {

    private static final Logger LOG = Logger.getLogger(FleetMeters.class);

    private final Pool pool;
    private final FleetOverview overview;
    private final String runtime;
    private final MultiGauge bots;
    private final AtomicLong granted = new AtomicLong();

    FleetMeters(Pool pool, FleetOverview overview, BotRuntime runtime, MeterRegistry registry) {
        this.pool = pool;
        this.overview = overview;
        this.runtime = runtime.name();
        this.bots = MultiGauge.builder("rollcall.bots")
                .description("Bots that are not over; the same on every replica")
                .register(registry);
        Gauge.builder("rollcall.slots.granted", granted, AtomicLong::get)
                .description("The limits of all users together, without those who have none")
                .register(registry);
    }

    @Scheduled(
            identity = "fleet-meters",
            every = "${rollcall.metrics.count-every:15s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return overview.counts()
                .invoke(this::show)
                .chain(this::granted)
                .invoke(granted::set)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("metrics=uncounted error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Long> granted() {
        return pool.query("select coalesce(sum(max_concurrent_bots), 0)::bigint as granted from users")
                .execute()
                .map(rows -> rows.iterator().next().getLong("granted"));
    }

    /** What is not there any more goes. */
    private void show(List<Count> counts) {
        bots.register(counts.stream().<MultiGauge.Row<?>>map(this::row).toList(), true);
    }

    private MultiGauge.Row<?> row(Count count) {
        return MultiGauge.Row.of(
                Tags.of("status", count.status(), "platform", count.platform(), "runtime", runtime), count.bots());
    }
}
