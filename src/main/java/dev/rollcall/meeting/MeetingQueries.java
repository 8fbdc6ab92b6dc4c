package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingApi.History;
import dev.rollcall.meeting.MeetingApi.HistoryRow;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.meeting.MeetingApi.Meetings;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads of meetings, each one statement. Every one names the user: another's meeting does not exist. */
@ApplicationScoped
public class MeetingQueries {

    /** More rows than a sane life has; a misbehaving bot must not make an answer of any size. */
    private static final int LONGEST_HISTORY = 1_000;

    /** A row of {@code status_transitions t} as clients of older services know it. */
    static final String TRANSITION = """
            jsonb_strip_nulls(jsonb_build_object(
                'from', t.from_status,
                'to', t.to_status,
                'timestamp', to_char(t.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'source', t.source,
                'reason', t.reason,
                'completion_reason', t.completion_reason,
                'exit_code', t.exit_code))""";

    private static final String MEETING = """
            select m.id, m.user_id, m.platform, m.platform_specific_id, m.bot_order ->> 'meeting_url' as meeting_url,
                   m.status, coalesce(m.bot_container_id, m.workload) as container_id, m.start_time, m.end_time,
                   m.data, m.created_at, m.updated_at, m.completion_reason, m.failure_stage, m.error_details,
                   m.attempt, m.stop_reason is not null as stop_requested, m.needs_help, m.deadline_at, m.on_deadline,
                   coalesce(h.last_heartbeat_at, m.last_heartbeat_at) as last_heartbeat_at,
                   m.status = 'active' and h.last_heartbeat_at is not null and exists (
                       select 1
                       from commands c
                       where c.meeting_id = m.id
                         and c.action = 'reconfigure'
                         and c.state in ('accepted', 'published', 'delivered')
                         and c.expires_at > clock_timestamp()) as reconfiguring,
                   (select jsonb_agg(%s order by t.revision, t.step)
                    from status_transitions t
                    where t.meeting_id = m.id and t.kind in ('transition', 'implied')) as status_transition,
                   (select jsonb_agg(s.session_uid order by s.id)
                    from (
                        select id, session_uid
                        from meeting_sessions
                        where meeting_id = m.id
                        order by id desc
                        limit 100) s) as sessions,
                   jsonb_strip_nulls(jsonb_build_object(
                       'teams_base_host', m.bot_order -> 'teams_base_host',
                       'transcribe_enabled', m.bot_order -> 'transcribe_enabled',
                       'recording_enabled', m.bot_order -> 'recording_enabled')) as ordered
            from meetings m
            left join heartbeats h on h.meeting_id = m.id
            """.formatted(TRANSITION);

    private final Pool pool;

    MeetingQueries(Pool pool) {
        this.pool = pool;
    }

    /** The id of the user's meeting that a path means: the one that holds a slot, else the newest. */
    public Uni<Optional<Long>> find(long userId, MeetingKey key) {
        return pool.preparedQuery("""
                        select m.id
                        from meetings m
                        where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
                        order by m.status in ('requested', 'joining', 'awaiting_admission', 'active') desc, m.id desc
                        limit 1
                        """)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId()))
                .map(rows -> Rows.first(rows, row -> row.getLong("id")));
    }

    Uni<Optional<Meeting>> byId(long userId, long id) {
        return byId(pool, userId, id);
    }

    /** The same on a connection of the caller's, within its transaction. */
    Uni<Optional<Meeting>> byId(SqlClient client, long userId, long id) {
        return client.preparedQuery(MEETING + " where m.user_id = $1 and m.id = $2")
                .execute(Tuple.of(userId, id))
                .map(rows -> Rows.first(rows, MeetingRows::meeting));
    }

    Uni<Meetings> list(long userId, MeetingFilter filter) {
        return pool.preparedQuery(MEETING + MeetingFilter.PAGE)
                .execute(filter.parameters(userId))
                .map(rows -> Rows.all(rows, MeetingRows::meeting))
                .map(found -> new Meetings(filter.page(found), filter.hasMore(found)));
    }

    /**
     * Empty when the user has no such meeting; without rows when they are not kept any more.
     *
     * @param userId null for anybody's
     */
    public Uni<Optional<History>> history(Long userId, long id) {
        return pool.preparedQuery("""
                        select t.kind, t.from_status, t.to_status, t.at, t.source, t.reason, t.attempt,
                               t.completion_reason, t.failure_stage, t.exit_code, t.error_details
                        from meetings m
                        left join status_transitions t on t.meeting_id = m.id
                        where ($1::bigint is null or m.user_id = $1) and m.id = $2
                        order by t.revision, t.step
                        limit $3
                        """)
                .execute(Tuple.of(userId, id, LONGEST_HISTORY))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(new History(id, historyRows(rows))));
    }

    private static List<HistoryRow> historyRows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getString("kind") != null)
                .map(MeetingRows::historyRow)
                .toList();
    }
}
