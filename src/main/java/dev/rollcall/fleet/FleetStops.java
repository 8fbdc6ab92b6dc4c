package dev.rollcall.fleet;

import dev.rollcall.fleet.FleetApi.StoppedBot;
import dev.rollcall.fleet.FleetApi.StoppedBots;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rows;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Stops that an admin asks for. Each is a transition of its own, as a user's stop is, so a request that breaks off half
 * way has done that half, and asking again does the rest.
 */
@ApplicationScoped
public class FleetStops {

    private static final Logger LOG = Logger.getLogger(FleetStops.class);

    /** Whom a user or the fleet still has to be told to leave. {@code $1} is the user, null for everybody. */
    private static final String UNTOLD = """
            from meetings m
            where m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
              and m.stop_reason is null
              and ($1::bigint is null or m.user_id = $1)
            """;

    private final Pool pool;
    private final Transitions transitions;
    private final FleetConfig config;
    private final Clock clock;

    FleetStops(Pool pool, Transitions transitions, FleetConfig config, Clock clock) {
        this.pool = pool;
        this.transitions = transitions;
        this.config = config;
        this.clock = clock;
    }

    /** Empty when there is no such meeting. */
    public Uni<Optional<TransitionRecord>> stop(long meetingId) {
        return transitions.apply(meetingId, new Event.StopRequested(Source.ADMIN));
    }

    /** @param userId whose bots; null for everybody's */
    public Uni<StoppedBots> stopAll(Long userId) {
        Round round = new Round(userId, clock.instant().plus(config.stopFor()));
        return batchAfter(round, 0).chain(() -> untold(userId)).map(round::answer);
    }

    /** One "stop all". What it did is written by one event loop after another, never by two at once. */
    private final class Round {

        private final Long userId;
        private final Instant end;
        private final List<StoppedBot> stopped = new ArrayList<>();
        private final List<Long> failed = new ArrayList<>();

        Round(Long userId, Instant end) {
            this.userId = userId;
            this.end = end;
        }

        boolean isOver() {
            return !clock.instant().isBefore(end);
        }

        synchronized void note(TransitionRecord record) {
            stopped.add(new StoppedBot(
                    record.meetingId(),
                    record.before().userId(),
                    record.before().platform(),
                    record.before().nativeId(),
                    record.to().word()));
        }

        synchronized void noteFailure(long meetingId, Throwable failure) {
            LOG.warnf("stop=failed source=admin meeting=%d error=%s", meetingId, Printable.of(failure.toString()));
            failed.add(meetingId);
        }

        synchronized StoppedBots answer(long remaining) {
            LOG.infof(
                    "stop=all source=admin user=%s stopped=%d failed=%d remaining=%d",
                    userId == null ? "all" : userId, stopped.size(), failed.size(), remaining);
            return new StoppedBots(List.copyOf(stopped), List.copyOf(failed), remaining);
        }
    }

    /** By id, so that one that fails is passed by and not taken again and again. */
    private Uni<Void> batchAfter(Round round, long lastId) {
        if (round.isOver()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("select m.id " + UNTOLD + " and m.id > $2 order by m.id limit $3")
                .execute(Tuple.of(round.userId, lastId, config.stopBatch()))
                .map(rows -> Rows.all(rows, row -> row.getLong("id")))
                .chain(ids -> ids.isEmpty() ? Uni.createFrom().voidItem() : stopThenNext(round, ids));
    }

    private Uni<Void> stopThenNext(Round round, List<Long> ids) {
        return Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUni(id -> stop(round, id))
                .merge(config.stopsAtOnce())
                .collect()
                .last()
                .chain(() -> batchAfter(round, ids.get(ids.size() - 1)));
    }

    /** Never fails: the others are stopped all the same. */
    private Uni<Void> stop(Round round, long id) {
        if (round.isOver()) {
            return Uni.createFrom().voidItem();
        }
        return stop(id).invoke(record -> record.ifPresent(round::note))
                .onFailure()
                .invoke(failure -> round.noteFailure(id, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Long> untold(Long userId) {
        return pool.preparedQuery("select count(*) as bots " + UNTOLD)
                .execute(Tuple.of(userId))
                .map(rows -> rows.iterator().next().getLong("bots"));
    }
}
