package dev.rollcall.standing;

import dev.rollcall.platform.Printable;
import dev.rollcall.standing.Statuses.Changed;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Writes down what has run out, on every replica: statuses that nobody confirmed, and requests whose asker is gone. */
@ApplicationScoped
class StandingSweep {

    private static final Logger LOG = Logger.getLogger(StandingSweep.class);

    private final Statuses statuses;
    private final StandingMeters meters;
    private final StandingChannel channel;
    private final Pool pool;

    StandingSweep(Statuses statuses, StandingMeters meters, StandingChannel channel, Pool pool) {
        this.statuses = statuses;
        this.meters = meters;
        this.channel = channel;
        this.pool = pool;
    }

    @Scheduled(identity = "standing-sweep", every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return statuses.lapse()
                .chain(this::tell)
                .chain(this::forget)
                .onFailure()
                .invoke(failure -> LOG.warnf("standing=unswept error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> tell(List<Changed> lapsed) {
        return Multi.createFrom()
                .iterable(lapsed)
                .invoke(change -> {
                    LOG.warnf("standing=lapsed bot=%d from=%s", change.botId(), change.from());
                    meters.changed(change);
                })
                .onItem()
                .transformToUniAndConcatenate(change -> channel.statusChanged(change.botId()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Long after the longest patience of an asker. */
    private Uni<Void> forget() {
        return pool.query("""
                        delete from standing_requests
                        where id in (
                            select id
                            from standing_requests
                            where expires_at < clock_timestamp() - interval '1 minute'
                            limit 1000
                            for update skip locked)
                        """).execute().replaceWithVoid();
    }
}
