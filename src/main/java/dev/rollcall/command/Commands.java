package dev.rollcall.command;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of commands after they are written: published, delivered, acknowledged or expired. */
@ApplicationScoped
public class Commands {

    private final Pool pool;

    Commands(Pool pool) {
        this.pool = pool;
    }

    /** The bot has carried them out. Unknown, foreign and repeated ids change nothing, nor does an older launch. */
    public Uni<Void> acknowledge(UUID connectionId, int attempt, List<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("""
                        update commands c
                        set state = 'acknowledged', acknowledged_at = clock_timestamp()
                        from meeting_sessions s
                        join meetings m on m.id = s.meeting_id
                        where s.session_uid = $1
                          and m.attempt = $2
                          and c.meeting_id = m.id
                          and c.id = any ($3)
                          and c.state <> 'acknowledged'
                        """)
                .execute(Tuple.of(connectionId.toString(), attempt, ids.toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    Uni<Void> published(UUID id) {
        return pool.preparedQuery("""
                        update commands
                        set state = 'published', published_at = clock_timestamp()
                        where id = $1 and state = 'accepted'
                        """).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** Accepted commands that no bot has heard yet, the oldest first. */
    Uni<List<Command>> unheard(int limit) {
        return pool.preparedQuery("""
                        select c.id, c.meeting_id, c.action, c.payload,
                               (select s.session_uid
                                from meeting_sessions s
                                where s.meeting_id = c.meeting_id
                                order by s.id desc
                                limit 1) as connection_id
                        from commands c
                        join meetings m on m.id = c.meeting_id
                        where c.state = 'accepted'
                          and c.expires_at > clock_timestamp()
                          and c.created_at < clock_timestamp() - interval '1 second'
                          and m.status not in ('completed', 'failed')
                        order by c.created_at
                        limit $1
                        """)
                .execute(Tuple.of(limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Commands::command)
                        .toList());
    }

    /** How many have expired now. */
    Uni<Integer> expire(int limit) {
        return pool.preparedQuery("""
                        update commands
                        set state = 'expired'
                        where id in (
                            select id
                            from commands
                            where state in ('accepted', 'published', 'delivered')
                              and expires_at < clock_timestamp()
                            order by expires_at
                            limit $1
                            for update skip locked)
                        """).execute(Tuple.of(limit)).map(rows -> rows.rowCount());
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
