package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingApi.BotRows;
import dev.rollcall.meeting.MeetingApi.Participants;
import dev.rollcall.meeting.MeetingApi.RunningBots;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What the paths below /bots read of meetings. Each names the user: another's bot does not exist. */
@ApplicationScoped
class BotQueries {

    /** More than anybody looks at; a user without a limit may have any number. */
    private static final int MOST_RUNNING = 1_000;

    private final Pool pool;

    BotQueries(Pool pool) {
        this.pool = pool;
    }

    Uni<RunningBots> running(long userId) {
        return pool.preparedQuery("""
                        select m.id, m.platform, m.platform_specific_id, m.status, m.workload, m.created_at,
                               m.start_time, m.deadline_at, m.on_deadline, m.user_id, m.data, h.last_heartbeat_at
                        from meetings m
                        left join heartbeats h on h.meeting_id = m.id
                        where m.user_id = $1
                          and m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        order by m.id desc
                        limit $2
                        """)
                .execute(Tuple.of(userId, MOST_RUNNING))
                .map(rows -> Rows.all(rows, MeetingRows::runningBot))
                .map(bots -> new RunningBots(bots, bots, bots.size()));
    }

    /** As {@link MeetingQueries#list}, but each meeting is one line of a table: a fraction of what is stored of it. */
    Uni<BotRows> summaries(long userId, MeetingFilter filter) {
        return pool.preparedQuery("""
                        select m.id, m.platform, m.platform_specific_id, m.status,
                               coalesce(m.bot_container_id, m.workload) as container_id, m.start_time, m.end_time,
                               m.created_at, m.updated_at, m.completion_reason, m.failure_stage,
                               coalesce(m.data ->> 'name', m.data ->> 'title') as name,
                               jsonb_path_query_array(m.data, '$.participants[0 to 2]') as participants,
                               jsonb_array_length(jsonb_path_query_array(m.data, '$.participants[*]'))
                                   as participants_count,
                               left(m.data ->> 'notes', 120) as notes_preview,
                               m.data -> 'languages' as languages,
                               jsonb_path_exists(m.data, '$.recordings[*]') as has_recording,
                               (select %s
                                from status_transitions t
                                where t.meeting_id = m.id and t.kind in ('transition', 'implied')
                                order by t.revision desc, t.step desc
                                limit 1) as last_transition
                        from meetings m
                        """.formatted(MeetingQueries.TRANSITION) + MeetingFilter.PAGE)
                .execute(filter.parameters(userId))
                .map(rows -> Rows.all(rows, MeetingRows::botRow))
                .map(found -> new BotRows(filter.page(found), filter.hasMore(found)));
    }

    /**
     * Of the meeting with a bot, else of the newest. Who was noted counts; where nobody noted anything, the speakers of
     * its transcript, whoever was heard first.
     */
    Uni<Optional<Participants>> participants(long userId, MeetingKey key) {
        return pool.preparedQuery("""
                        select m.id, m.platform, m.platform_specific_id,
                               case
                                   when jsonb_typeof(m.data -> 'participants') = 'array' then m.data -> 'participants'
                                   else (select coalesce(jsonb_agg(s.speaker order by s.heard_first), '[]')
                                         from (
                                             select t.speaker, min(t.id) as heard_first
                                             from transcriptions t
                                             where t.meeting_id = m.id and t.speaker <> ''
                                             group by t.speaker
                                             order by heard_first
                                             limit $4) s)
                               end as participants
                        from meetings m
                        where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
                        order by m.status in ('requested', 'joining', 'awaiting_admission', 'active') desc, m.id desc
                        limit 1
                        """)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId(), MeetingEdit.MOST_PARTICIPANTS))
                .map(rows -> Rows.first(rows, MeetingRows::participants));
    }

    /**
     * The meeting that a stop means, and the others.
     *
     * @param others bots of the same meeting that are leaving already
     */
    record ToStop(long id, List<Long> others) {}

    /** The one that holds a slot, else one that is leaving, else the newest. */
    Uni<Optional<ToStop>> toStop(long userId, MeetingKey key) {
        return pool.preparedQuery("""
                        select m.id,
                               array(
                                   select o.id
                                   from meetings o
                                   where o.user_id = $1
                                     and o.platform = $2
                                     and o.platform_specific_id = $3
                                     and o.status = 'stopping'
                                     and o.id <> m.id
                                   order by o.id
                                   limit 100) as others
                        from meetings m
                        where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
                        order by m.status in ('requested', 'joining', 'awaiting_admission', 'active') desc,
                                 m.status = 'stopping' desc,
                                 m.id desc
                        limit 1
                        """)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId()))
                .map(rows ->
                        Rows.first(rows, row -> new ToStop(row.getLong("id"), List.of(row.getArrayOfLongs("others")))));
    }
}
