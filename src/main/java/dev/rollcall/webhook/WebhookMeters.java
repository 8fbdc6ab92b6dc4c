package dev.rollcall.webhook;

import dev.rollcall.platform.Printable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** What becomes of deliveries, how long receivers take, and how far behind the one is that waits longest. */
@ApplicationScoped
class WebhookMeters {

    private static final Logger LOG = Logger.getLogger(WebhookMeters.class);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Pool pool;
    private final AtomicLong oldestSeconds = new AtomicLong();

    WebhookMeters(MeterRegistry registry, Pool pool) {
        this.registry = registry;
        this.pool = pool;
        Gauge.builder("rollcall.webhook.oldest", oldestSeconds, AtomicLong::get)
                .description(
                        "Age of the oldest delivery that waits for a receiver which is not paused; on every replica")
                .baseUnit("seconds")
                .register(registry);
    }

    /** @param outcome what it is now: delivered, pending (it is tried again), failed */
    void attempted(String outcome, Duration took) {
        Timer.builder("rollcall.webhook")
                .description("Attempts to deliver")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
    }

    @Scheduled(
            identity = "webhook-meters",
            every = "${rollcall.metrics.count-every:15s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return oldest().invoke(oldestSeconds::set)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("metrics=uncounted error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    /** Of each receiver the first that waits, by its index: a receiver that is down may have a month of them. */
    private Uni<Long> oldest() {
        return pool.query("""
                        select coalesce(max(extract(epoch from clock_timestamp() - first.created_at)), 0)::bigint as age
                        from (
                            select id
                            from webhook_endpoints
                            where due_at is not null and paused_at is null
                            order by due_at
                            limit 10000) e
                        cross join lateral (
                            select d.created_at
                            from webhook_deliveries d
                            where d.endpoint_id = e.id and d.state = 'pending'
                            order by d.id
                            limit 1) first
                        """).execute().map(rows -> rows.iterator().next().getLong("age"));
    }
}
