package dev.rollcall.retention;

import dev.rollcall.platform.Printable;
import dev.rollcall.retention.ExpiredRows.Kind;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Drops what is over and older than it is kept. Safe on any number of replicas, and quiet unless it did something. */
@ApplicationScoped
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final RetentionConfig config;
    private final EventPartitions partitions;
    private final ExpiredRows rows;

    Retention(RetentionConfig config, EventPartitions partitions, ExpiredRows rows) {
        this.config = config;
        this.partitions = partitions;
        this.rows = rows;
    }

    /** A run that fails is logged; the next one does its work. */
    @Scheduled(
            identity = "retention",
            every = "${rollcall.retention.every:1h}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return partitions
                .makeAhead()
                .chain(() -> dropEvents(config.events()))
                .chain(() -> delete(Kind.STRAY_EVENTS, config.events()))
                .chain(() -> delete(Kind.HISTORY, config.history()))
                .chain(() -> delete(Kind.COMMANDS, config.commands()))
                .chain(() -> delete(Kind.LOGS, config.logs()))
                .chain(() -> delete(Kind.TRANSCRIPTS, config.transcripts()))
                .chain(() -> delete(Kind.TASKS, config.tasks()))
                .chain(() -> delete(Kind.DELIVERIES, config.deliveries()))
                .chain(() -> delete(Kind.CONNECTIONS, config.connections()))
                .chain(() -> delete(Kind.MEETINGS, config.meetings()))
                .onFailure()
                .invoke(failure -> LOG.warnf("retention=failed error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> dropEvents(Duration retention) {
        return forEver(retention)
                ? Uni.createFrom().voidItem()
                : partitions.dropExpired(retention).replaceWithVoid();
    }

    private Uni<Void> delete(Kind kind, Duration retention) {
        if (forEver(retention)) {
            return Uni.createFrom().voidItem();
        }
        return rows.delete(kind, retention)
                .invoke(deleted -> log(kind, deleted))
                .replaceWithVoid();
    }

    private static void log(Kind kind, int deleted) {
        if (deleted > 0) {
            LOG.infof("retention=deleted what=%s rows=%d", kind.name().toLowerCase(Locale.ROOT), deleted);
        }
    }

    private static boolean forEver(Duration retention) {
        return retention.isZero() || retention.isNegative();
    }
}
