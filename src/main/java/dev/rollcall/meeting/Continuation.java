package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code continue_meeting}: the newest meeting of this id goes on, if it is over, under its own id with a new session
 * and a new launch (docs/decisions/0013). For the transaction of a reservation, which holds the user's lock and has
 * looked at the limit.
 */
@ApplicationScoped
class Continuation {

    private static final String NEWEST = """
            select m.id
            from meetings m
            where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
            order by m.id desc
            limit 1
            for update
            """;

    /**
     * Makes the row of a meeting that is over ready for another bot; the status is the transition's. What the earlier
     * bot was told must not reach the new one: a leave would send it away again.
     */
    private static final String PREPARE = """
            with meeting as (
                update meetings m
                set revision          = m.revision + 1,
                    bot_order         = $2,
                    lobby_ms          = $3,
                    max_duration_ms   = $4,
                    bot_container_id  = null,
                    last_heartbeat_at = null,
                    end_time          = null,
                    completion_reason = null,
                    failure_stage     = null,
                    exit_code         = null,
                    error_details     = null
                where m.id = $1 and m.status in ('completed', 'failed')
                returning m.id
            ), session as (
                insert into meeting_sessions (meeting_id, session_uid)
                select id, $5 from meeting
            ), heartbeat as (
                insert into heartbeats (meeting_id)
                select id from meeting
                on conflict (meeting_id) do update
                set first_heartbeat_at = null, last_heartbeat_at = null, progress = null
            )
            update commands c
            set state = 'expired'
            from meeting m
            where c.meeting_id = m.id and c.state in ('accepted', 'published', 'delivered')
            """;

    private static final String READ = "select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1";

    private final Transitions transitions;

    Continuation(Transitions transitions) {
        this.transitions = transitions;
    }

    /**
     * Empty when the user never had this meeting. A {@link Problem}, and with it the end of the transaction, when the
     * meeting was stopped or its bot has not left yet.
     */
    Uni<Optional<TransitionRecord>> of(SqlConnection connection, long userId, BotOrder order) {
        return connection
                .preparedQuery(NEWEST)
                .execute(Tuple.of(userId, order.platform().wire(), order.nativeId()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : goOn(connection, rows.iterator().next().getLong("id"), order)
                                .map(Optional::of));
    }

    private Uni<TransitionRecord> goOn(SqlConnection connection, long id, BotOrder order) {
        Tuple parameters = Tuple.of(id, OrderJson.of(order), order.lobbyMillis());
        parameters.addLong(order.maxDurationMillis());
        parameters.addString(UUID.randomUUID().toString());
        return connection
                .preparedQuery(PREPARE)
                .execute(parameters)
                .chain(() -> connection.preparedQuery(READ).execute(Tuple.of(id)))
                .map(Continuation::row)
                .chain(row -> transitions
                        .write(connection, row, new Event.Continued())
                        .map(Optional::orElseThrow)) // nobody else moves it: its row is locked
                .invoke(Continuation::refuseUnlessContinued);
    }

    private static MeetingRow row(RowSet<Row> rows) {
        return MeetingRow.of(rows.iterator().next());
    }

    private static void refuseUnlessContinued(TransitionRecord record) {
        if (record.decision().answer() != Answer.REFUSED) {
            return;
        }
        throw record.state().stoppedByPerson()
                ? Problem.of(409, "This meeting was stopped and is not continued; send a bot without continue_meeting.")
                        .with("meeting_id", record.meetingId())
                : Problem.of(409, "The bot of this meeting is still leaving; continue the meeting when it has left.")
                        .with("meeting_id", record.meetingId())
                        .retryAfter(5);
    }
}
