package dev.rollcall.sweep;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Event.HeartbeatsStopped;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.platform.Printable;
import dev.rollcall.sweep.SweepPlan.Due;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Writes what a plan says. Each meeting in a transaction of its own: its row and its heartbeat are locked first, and
 * what is decided is decided on what they say then, so that a heartbeat that came in meanwhile counts. A row that
 * somebody else holds is theirs, and is skipped.
 */
@ApplicationScoped
class Ends {

    private static final Logger LOG = Logger.getLogger(Ends.class);

    private static final String CLAIM = "select " + MeetingRow.COLUMNS + """
            , h.last_heartbeat_at
            from meetings m
            join heartbeats h on h.meeting_id = m.id
            where m.id = $1
            for update of m, h skip locked
            """;

    private final Pool pool;
    private final Transitions transitions;
    private final SweepConfig config;

    Ends(Pool pool, Transitions transitions, SweepConfig config) {
        this.pool = pool;
        this.transitions = transitions;
        this.config = config;
    }

    /**
     * The committed decisions; one that fails is logged and left to the next pass.
     *
     * @param begun when the pass began that found them, by the database's clock
     */
    Uni<List<TransitionRecord>> apply(List<Due> events, Instant begun) {
        return Multi.createFrom()
                .iterable(events)
                .onItem()
                .transformToUni(due -> apply(due, begun))
                .merge(config.concurrency())
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<TransitionRecord>> apply(Due due, Instant begun) {
        return pool.withTransaction(connection -> decide(connection, due, begun))
                .invoke(written -> written.ifPresent(transitions::perform))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("sweep=end meeting=%d error=%s", due.meetingId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<Optional<TransitionRecord>> decide(SqlConnection connection, Due due, Instant begun) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(due.meetingId()))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    Row row = rows.iterator().next();
                    MeetingRow meeting = MeetingRow.of(row);
                    return isOutdated(due.event(), row, meeting, begun)
                            ? Uni.createFrom().item(Optional.empty())
                            : transitions.write(connection, meeting, asOfNow(due.event(), row));
                });
    }

    /** Continued since: this bot is a new one. Or the pass was held up, and in that time nobody could be heard. */
    private boolean isOutdated(Event event, Row row, MeetingRow meeting, Instant begun) {
        if (event instanceof HeartbeatsStopped && instant(row, "last_heartbeat_at") == null) {
            return true;
        }
        boolean heldUp = meeting.now().isAfter(begun.plus(config.longestPause()));
        return heldUp && isSilence(event, meeting.state());
    }

    private static boolean isSilence(Event event, MeetingState state) {
        return event instanceof HeartbeatsStopped
                || event instanceof Event.DeadlinePassed
                        && state.deadline() != null
                        && state.deadline().then() == OnDeadline.FAIL;
    }

    /** A heartbeat that came in after the candidate was found moves the lease. */
    private static Event asOfNow(Event event, Row row) {
        Instant heard = instant(row, "last_heartbeat_at");
        if (event instanceof HeartbeatsStopped stopped && heard != null) {
            return heard.isAfter(stopped.leaseStart()) ? new HeartbeatsStopped(heard) : event;
        }
        return event;
    }
}
