package dev.rollcall.meeting;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.drain.Drain;
import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.platform.Problem;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Takes a slot of the user's limit: lock, look, insert, in one transaction and three statements. The lock is a
 * statement of its own, since a statement that waits for a lock counts with the snapshot from before its wait (64 of 64
 * accepted at limit 5). The launch follows the commit, which is the caller's.
 */
@ApplicationScoped
class Reservation {

    private static final String LOCK_USER =
            "select max_concurrent_bots, " + Drain.PASS + " from users where id = $1 for no key update";

    private static final String LOOK = """
            select count(*) filter (where m.status <> 'stopping') as running,
                   count(*) filter (where m.status = 'stopping') as stopping,
                   max(m.id) filter (
                       where m.status <> 'stopping' and m.platform = $2 and m.platform_specific_id = $3) as duplicate,
                   nextval(pg_get_serial_sequence('meetings', 'id')) as next_id,
                   %s as drain_reason,
                   clock_timestamp() as now
            from meetings m
            where m.user_id = $1
              and m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
            """.formatted(Drain.REASON);

    private static final String INSERT = """
            with meeting as (
                insert into meetings (
                    id, user_id, platform, platform_specific_id, status, workload, bot_order, lobby_ms,
                    max_duration_ms, launch_at, deadline_at, on_deadline)
                overriding system value
                values ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10, $11)
                returning id, user_id
            ), session as (
                insert into meeting_sessions (meeting_id, session_uid)
                select id, $12 from meeting
            ), heartbeat as (
                insert into heartbeats (meeting_id)
                select id from meeting
            ), history as (
                insert into status_transitions (meeting_id, revision, step, kind, to_status, source, attempt)
                select id, 0, 0, 'transition', 'requested', 'creation', 1 from meeting
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select user_id, 1 from meeting
                on conflict (user_id) do update set seq = c.seq + 1
                returning user_id, seq
            )
            insert into events (user_id, seq, meeting_id, type, data)
            select c.user_id, c.seq, m.id, 'meeting.status_change',
                   jsonb_build_object(
                       'platform', $3::text, 'native_meeting_id', $4::text, 'from', null, 'to', 'requested',
                       'source', 'creation')
            from meeting m join counter c on c.user_id = m.user_id
            returning seq
            """;

    private final Transitions transitions;
    private final Continuation continuation;
    private final ReservationConfig config;

    Reservation(Transitions transitions, Continuation continuation, ReservationConfig config) {
        this.transitions = transitions;
        this.continuation = continuation;
        this.config = config;
    }

    /**
     * In the caller's transaction, which performs the record after its commit. A {@link Problem} when the limit is
     * reached or the meeting has a bot already.
     */
    Uni<TransitionRecord> take(SqlConnection connection, long userId, BotOrder order) {
        return connection
                .preparedQuery(LOCK_USER)
                .execute(Tuple.of(userId))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(401, "Invalid API key");
                    }
                    return rows.iterator().next().getInteger("max_concurrent_bots");
                })
                .chain(limit -> connection
                        .preparedQuery(LOOK)
                        .execute(Tuple.of(userId, order.platform().wire(), order.nativeId()))
                        .map(rows -> admitted(rows.iterator().next(), limit, userId, order)))
                .chain(row ->
                        order.continueMeeting() ? continued(connection, row, order) : insert(connection, row, order));
    }

    private Uni<TransitionRecord> continued(SqlConnection connection, MeetingRow fresh, BotOrder order) {
        return continuation
                .of(connection, fresh.userId(), order)
                .chain(found ->
                        found.isPresent() ? Uni.createFrom().item(found.get()) : insert(connection, fresh, order));
    }

    /** The meeting as it will be, if it may be. */
    private MeetingRow admitted(Row found, Integer limit, long userId, BotOrder order) {
        Drain.refuseIfDrained(found.getString("drain_reason"));
        if (found.getLong("duplicate") != null) {
            throw duplicate(order, found.getLong("duplicate"));
        }
        if (limit != null && found.getLong("running") >= limit) {
            throw limitReached(limit);
        }
        // Who has no limit may have any number of pods anyway: a cap on those that stop would protect nothing.
        int mostStopping = limit == null ? Integer.MAX_VALUE : Math.max(config.stopping(), limit);
        if (found.getLong("stopping") >= mostStopping) {
            throw noSlot("Too many of your bots are still stopping (%d). Wait until some have left."
                    .formatted(found.getLong("stopping")));
        }
        long id = found.getLong("next_id");
        Instant now = instant(found, "now");
        return new MeetingRow(
                MeetingState.requested(id, transitions.limits(), now),
                0,
                userId,
                order.platform().wire(),
                order.nativeId(),
                UUID.randomUUID(),
                Workload.handleOf(id, 1),
                lobby(order),
                maxDuration(order),
                now);
    }

    private static Duration lobby(BotOrder order) {
        return order.automaticLeave() == null ? null : order.automaticLeave().maxWaitForAdmission();
    }

    private static Duration maxDuration(BotOrder order) {
        return order.automaticLeave() == null ? null : order.automaticLeave().maxBotTime();
    }

    private static Uni<TransitionRecord> insert(SqlConnection connection, MeetingRow row, BotOrder order) {
        MeetingState state = row.state();
        Tuple parameters = Tuple.from(
                List.of(row.id(), row.userId(), row.platform(), row.nativeId(), row.workload(), OrderJson.of(order)));
        parameters.addLong(lobbyMillis(order));
        parameters.addLong(maxDurationMillis(order));
        parameters.addOffsetDateTime(state.launchAt().atOffset(ZoneOffset.UTC));
        parameters.addOffsetDateTime(state.deadline().at().atOffset(ZoneOffset.UTC));
        parameters.addString(state.deadline().then().word());
        parameters.addString(row.connectionId().toString());
        return connection
                .preparedQuery(INSERT)
                .execute(parameters)
                .map(rows -> new TransitionRecord(
                        row,
                        Decision.reserved(state),
                        List.of(),
                        rows.iterator().next().getLong("seq")));
    }

    /** What the order asks for instead of our limit; null for nothing. */
    static Long lobbyMillis(BotOrder order) {
        return millis(lobby(order));
    }

    static Long maxDurationMillis(BotOrder order) {
        return millis(maxDuration(order));
    }

    private static Long millis(Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private Problem limitReached(int limit) {
        String detail = limit <= 0
                ? "Concurrent bot quota is depleted (limit is 0). Contact your administrator to increase it."
                : "User has reached the maximum concurrent bot limit (%d).".formatted(limit);
        return noSlot(detail);
    }

    private Problem noSlot(String detail) {
        return Problem.of(config.status(), detail).retryAfter(30);
    }

    static Problem duplicate(BotOrder order, Long meetingId) {
        Problem problem = Problem.of(
                409,
                "An active or requested meeting already exists for this platform and meeting ID. "
                        + "Platform: %s, Native Meeting ID: %s"
                                .formatted(order.platform().wire(), order.nativeId()));
        return meetingId == null ? problem : problem.with("meeting_id", meetingId);
    }
}
