package dev.rollcall.command;

import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The rows of commands after they are written: published, delivered, acknowledged or expired. What was said or shown in
 * a meeting is kept no longer than it is needed.
 */
@ApplicationScoped
public class Commands {

    private final Pool pool;
    private final CommandMeters meters;

    Commands(Pool pool, CommandMeters meters) {
        this.pool = pool;
        this.meters = meters;
    }

    /**
     * What these bots have not acknowledged yet, the oldest first, which counts as delivered from now on. A bot without
     * any is left out.
     *
     * @param meetings by the connection of their bot
     */
    public Uni<Map<UUID, List<Command>>> deliver(Map<UUID, Long> meetings) {
        return pool.preparedQuery("""
                        with pending as (
                            select b.connection_id, c.id, c.meeting_id, c.action, c.payload, c.created_at
                            from unnest((select $1::text[]), (select $2::bigint[])) as b (connection_id, meeting_id)
                            join commands c on c.meeting_id = b.meeting_id
                            where c.state in ('accepted', 'published', 'delivered')
                              and c.expires_at > clock_timestamp()
                        ), delivered as (
                            update commands c
                            set state = 'delivered', delivered_at = clock_timestamp()
                            from pending p
                            where c.id = p.id
                              and c.state in ('accepted', 'published')
                              and c.expires_at > clock_timestamp()
                        )
                        select connection_id, id, meeting_id, action, payload
                        from pending
                        order by created_at
                        """)
                .execute(Tuple.of(
                        meetings.keySet().stream().map(UUID::toString).toArray(String[]::new),
                        meetings.values().toArray(Long[]::new)))
                .map(rows -> Rows.all(rows, Commands::command).stream()
                        .collect(Collectors.groupingBy(command -> UUID.fromString(command.connectionId()))));
    }

    /** The bot has carried them out. Unknown, foreign and repeated ids change nothing, nor does an older launch. */
    public Uni<Void> acknowledge(UUID connectionId, int attempt, List<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("""
                        update commands c
                        set state           = 'acknowledged',
                            acknowledged_at = clock_timestamp(),
                            payload         = case c.action when 'reconfigure' then c.payload else '{}'::jsonb end
                        from meeting_sessions s
                        join meetings m on m.id = s.meeting_id
                        where s.session_uid = $1
                          and m.attempt = $2
                          and c.meeting_id = m.id
                          and c.id = any ($3)
                          and c.state <> 'acknowledged'
                        returning c.action, extract(epoch from clock_timestamp() - c.created_at)::float8 as seconds
                        """)
                .execute(Tuple.of(connectionId.toString(), attempt, ids.toArray(UUID[]::new)))
                .invoke(rows ->
                        rows.forEach(row -> meters.acknowledged(row.getString("action"), row.getDouble("seconds"))))
                .replaceWithVoid();
    }

    Uni<Void> published(UUID id) {
        return pool.preparedQuery("""
                        update commands
                        set state = 'published', published_at = clock_timestamp()
                        where id = $1 and state = 'accepted'
                        """).execute(Tuple.of(id)).replaceWithVoid();
    }

    /**
     * Accepted commands that no bot has heard yet: those that were tried longest ago, so that a crowd that nobody hears
     * cannot starve the rest. Taking is a claim: another replica leaves them alone for a second.
     */
    Uni<List<Command>> takeUnheard(int limit) {
        return pool.preparedQuery("""
                        with due as (
                            select c.id
                            from commands c
                            join meetings m on m.id = c.meeting_id
                            where c.state = 'accepted'
                              and c.expires_at > clock_timestamp()
                              and coalesce(c.last_tried_at, c.created_at) < clock_timestamp() - interval '1 second'
                              and m.status not in ('completed', 'failed')
                            order by c.last_tried_at nulls first, c.created_at
                            limit $1
                            for update of c skip locked
                        ), tried as (
                            update commands c
                            set last_tried_at = clock_timestamp()
                            from due
                            where c.id = due.id
                            returning c.id, c.meeting_id, c.action, c.payload, c.created_at
                        )
                        select t.id, t.meeting_id, t.action, t.payload,
                               (select s.session_uid
                                from meeting_sessions s
                                where s.meeting_id = t.meeting_id
                                order by s.id desc
                                limit 1) as connection_id
                        from tried t
                        order by t.created_at
                        """).execute(Tuple.of(limit)).map(rows -> Rows.all(rows, Commands::command));
    }

    /** What an active meeting's bot still has to take. */
    record Pending(long meetingId, long count, long bytes) {}

    /** Empty when the user has no bot that is in this meeting. */
    Uni<Optional<Pending>> ofActiveMeeting(long userId, MeetingKey key) {
        return pool.preparedQuery("""
                        select m.id, count(c.id) as pending, coalesce(sum(octet_length(c.payload::text)), 0) as bytes
                        from meetings m
                        left join commands c
                            on c.meeting_id = m.id
                           and c.state in ('accepted', 'published', 'delivered')
                           and c.expires_at > clock_timestamp()
                        where m.user_id = $1
                          and m.platform = $2
                          and m.platform_specific_id = $3
                          and m.status = 'active'
                        group by m.id
                        limit 1
                        """)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId()))
                .map(rows -> Rows.first(
                        rows, row -> new Pending(row.getLong("id"), row.getLong("pending"), row.getLong("bytes"))));
    }

    /** How many have expired now. */
    Uni<Integer> expire(int limit) {
        return pool.preparedQuery("""
                        update commands
                        set state   = 'expired',
                            payload = case action when 'reconfigure' then payload else '{}'::jsonb end
                        where id in (
                            select id
                            from commands
                            where state in ('accepted', 'published', 'delivered')
                              and expires_at < statement_timestamp()
                            order by expires_at
                            limit $1
                            for update skip locked)
                        returning action
                        """)
                .execute(Tuple.of(limit))
                .invoke(rows -> rows.forEach(row -> meters.expired(row.getString("action"))))
                .map(rows -> rows.rowCount());
    }

    private static Command command(Row row) {
        return new Command(
                row.getUUID("id"),
                row.getLong("meeting_id"),
                row.getString("connection_id"),
                row.getString("action"),
                (JsonObject) row.getJson("payload"));
    }
}
