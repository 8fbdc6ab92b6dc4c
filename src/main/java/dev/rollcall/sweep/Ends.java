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
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes what a plan says, many meetings in a transaction: their rows and heartbeats are locked first, and what is
 * decided is decided on what they say then, so that a heartbeat that came in meanwhile counts. A row that somebody else
 * holds is theirs, and is skipped.
 */
@ApplicationScoped
class Ends {

    private static final Logger LOG = Logger.getLogger(Ends.class);

    private static final String CLAIM = "select " + MeetingRow.COLUMNS + """
            , h.last_heartbeat_at
            from meetings m
            join heartbeats h on h.meeting_id = m.id
            where m.id = any($1::bigint[])
            order by m.id
            limit $2
            for update of m, h skip locked
            """;

    /** Ends in one transaction: few enough that none waits long for the others. */
    private static final int TOGETHER = 25;

    /** One is decided while the other is written. More of them would all be decided before the first is written. */
    private static final int AT_ONCE = 2;

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
        return apply(events, TOGETHER, begun);
    }

    private Uni<List<TransitionRecord>> apply(List<Due> events, int together, Instant begun) {
        return Multi.createFrom()
                .iterable(events)
                .group()
                .intoLists()
                .of(together)
                .onItem()
                .transformToUni(group -> applyTogether(group, begun))
                .merge(AT_ONCE)
                .onItem()
                .<TransitionRecord>disjoint()
                .collect()
                .asList();
    }

    /** One that cannot be written must not keep the others: then each has a transaction of its own. */
    private Uni<List<TransitionRecord>> applyTogether(List<Due> group, Instant begun) {
        return pool.withTransaction(connection -> decide(connection, group, begun))
                .invoke(written -> written.forEach(transitions::perform))
                .onFailure()
                .recoverWithUni(failure -> group.size() == 1 ? leave(group.get(0), failure) : apply(group, 1, begun));
    }

    private static Uni<List<TransitionRecord>> leave(Due due, Throwable failure) {
        LOG.warnf("sweep=end meeting=%d error=%s", due.meetingId(), Printable.of(failure.toString()));
        return Uni.createFrom().item(List.of());
    }

    private Uni<List<TransitionRecord>> decide(SqlConnection connection, List<Due> group, Instant begun) {
        Long[] ids = group.stream().map(Due::meetingId).toArray(Long[]::new);
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(ids, ids.length))
                .chain(rows -> transitions.write(connection, stillDue(group, rows, begun)));
    }

    private Map<MeetingRow, Event> stillDue(List<Due> group, RowSet<Row> rows, Instant begun) {
        Map<Long, Event> due = group.stream().collect(Collectors.toMap(Due::meetingId, Due::event, (a, b) -> a));
        Map<MeetingRow, Event> stillDue = new LinkedHashMap<>();
        for (Row row : rows) {
            MeetingRow meeting = MeetingRow.of(row);
            Event event = due.get(meeting.id());
            if (!isOutdated(event, row, meeting, begun)) {
                stillDue.put(meeting, asOfNow(event, row));
            }
        }
        return stillDue;
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
