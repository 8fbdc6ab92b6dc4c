package dev.rollcall.explain;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.explain.Facts.End;
import dev.rollcall.explain.Facts.LastStep;
import dev.rollcall.explain.Facts.Pending;
import dev.rollcall.explain.Facts.Told;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.sweep.SweepOutlook;
import dev.rollcall.sweep.SweepOutlook.Subject;
import dev.rollcall.sweep.SweepOutlook.Sweeping;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads all that explains a meeting in one statement, so that it belongs together. */
@ApplicationScoped
class ExplainQueries {

    /** Commands of a life that live at once; one that has more is told of the oldest. */
    private static final int MOST_COMMANDS = 100;

    private static final String FACTS = "select " + MeetingRow.COLUMNS + """
            , m.unknown_since, m.end_time, m.completion_reason, m.failure_stage, m.exit_code, m.updated_at,
            h.last_heartbeat_at as heard_at, m.last_heartbeat_at as heard_before_end,
            w.last_pass_at, w.gap_ended_at,
            case when w.held > 0 and coalesce(w.released_until <= clock_timestamp(), true) then w.held_since end
                as held_since,
            (select d.since from drain d where d.draining) as drained_since,
            step.at as step_at, step.source as step_source, step.reason as step_reason,
            refusal.at as refusal_at, refusal.source as refusal_source, refusal.reason as refusal_reason,
            refusal.exit_code as refusal_exit_code,
            evidence.at as evidence_at, evidence.source as evidence_source, evidence.reason as evidence_reason,
            evidence.exit_code as evidence_exit_code,
            (select jsonb_agg(
                        jsonb_build_object(
                            'id', c.id,
                            'action', c.action,
                            'state', c.state,
                            'created_at', to_char(c.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                            'expires_at', to_char(c.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                        order by c.created_at)
             from (
                 select id, action, state, created_at, expires_at
                 from commands
                 where meeting_id = m.id
                   and state in ('accepted', 'published', 'delivered')
                   and expires_at > clock_timestamp()
                 order by created_at
                 limit $3) c) as pending
            from meetings m
            cross join sweep_state w
            left join heartbeats h on h.meeting_id = m.id
            left join lateral (
                select t.at, t.source, t.reason, t.revision
                from status_transitions t
                where t.meeting_id = m.id and t.kind = 'transition'
                order by t.revision desc, t.step desc
                limit 1) step on true
            left join lateral (
                select t.at, t.source, t.reason, t.exit_code
                from status_transitions t
                where t.meeting_id = m.id
                  and t.revision > step.revision
                  and t.kind in ('relaunch', 'retry')
                order by t.revision desc, t.step desc
                limit 1) refusal on true
            left join lateral (
                select t.at, t.source, t.reason, t.exit_code
                from status_transitions t
                where t.meeting_id = m.id and t.kind in ('evidence', 'fenced')
                order by t.revision desc, t.step desc
                limit 1) evidence on true
            where m.id = $1 and ($2::bigint is null or m.user_id = $2)
            """;

    private final Pool pool;
    private final Limits limits;
    private final SweepOutlook outlook;

    ExplainQueries(Pool pool, Transitions transitions, SweepOutlook outlook) {
        this.pool = pool;
        this.limits = transitions.limits();
        this.outlook = outlook;
    }

    /** @param userId null for an administrator, who sees everybody's */
    Uni<Optional<Facts>> of(long meetingId, Long userId) {
        return pool.preparedQuery(FACTS)
                .execute(Tuple.of(meetingId, userId, MOST_COMMANDS))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(facts(rows.iterator().next())));
    }

    private Facts facts(Row row) {
        MeetingRow meeting = MeetingRow.of(row);
        MeetingState state = meeting.state();
        Instant unknownSince = instant(row, "unknown_since");
        Subject subject = new Subject(state, meeting.limits(limits), instant(row, "heard_at"), unknownSince);
        Sweeping sweeping =
                new Sweeping(instant(row, "last_pass_at"), instant(row, "gap_ended_at"), instant(row, "held_since"));
        return new Facts(
                meeting.now(),
                state,
                subject.limits(),
                lastStep(row),
                state.status().terminal() ? end(row) : null,
                instant(row, state.status().terminal() ? "heard_before_end" : "heard_at"),
                outlook.leaseEnd(subject, sweeping).orElse(null),
                outlook.next(subject, sweeping).orElse(null),
                told(row, "refusal"),
                told(row, "evidence"),
                pending(row),
                unknownSince,
                new Facts.Sweeping(
                        sweeping.gapEndedAt(),
                        sweeping.heldSince(),
                        outlook.every(),
                        outlook.dryRun(),
                        outlook.cleanupFor()),
                instant(row, "drained_since"));
    }

    /** The history of an old meeting may not be kept any more. */
    private static LastStep lastStep(Row row) {
        Instant at = instant(row, "step_at");
        Instant ended = instant(row, "end_time");
        Instant otherwise = ended == null ? instant(row, "updated_at") : ended;
        return new LastStep(at == null ? otherwise : at, row.getString("step_source"), row.getString("step_reason"));
    }

    private static End end(Row row) {
        return new End(
                instant(row, "end_time"),
                row.getString("completion_reason"),
                row.getString("failure_stage"),
                row.getInteger("exit_code"));
    }

    private static Told told(Row row, String what) {
        Instant at = instant(row, what + "_at");
        return at == null
                ? null
                : new Told(
                        at,
                        row.getString(what + "_source"),
                        row.getString(what + "_reason"),
                        row.getInteger(what + "_exit_code"));
    }

    private static List<Pending> pending(Row row) {
        JsonArray commands = (JsonArray) row.getJson("pending");
        return commands == null
                ? List.of()
                : commands.stream()
                        .map(JsonObject.class::cast)
                        .map(ExplainQueries::command)
                        .toList();
    }

    private static Pending command(JsonObject command) {
        return new Pending(
                UUID.fromString(command.getString("id")),
                command.getString("action"),
                command.getString("state"),
                command.getInstant("created_at"),
                command.getInstant("expires_at"));
    }
}
