package dev.rollcall.command;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What was asked of a meeting's bot, and how far it came. */
@ApplicationScoped
public class CommandLog {

    private static final int MOST = 50;

    /**
     * @param state accepted, published, delivered, acknowledged or expired
     * @param language which a reconfigure asks for; null for none, and for other actions
     * @param task likewise
     * @param publishedAt null when it was not, as are the other times
     */
    public record Entry(
            UUID id,
            String action,
            String state,
            String language,
            String task,
            Instant createdAt,
            Instant publishedAt,
            Instant deliveredAt,
            Instant acknowledgedAt,
            Instant expiresAt) {

        private static Entry of(Row row) {
            return new Entry(
                    row.getUUID("id"),
                    row.getString("action"),
                    row.getString("state"),
                    row.getString("language"),
                    row.getString("task"),
                    instant(row, "created_at"),
                    instant(row, "published_at"),
                    instant(row, "delivered_at"),
                    instant(row, "acknowledged_at"),
                    instant(row, "expires_at"));
        }
    }

    private final Pool pool;

    CommandLog(Pool pool) {
        this.pool = pool;
    }

    /**
     * The newest 50, the newest first.
     *
     * @param userId null for anybody's meeting; none for another's
     */
    public Uni<List<Entry>> of(long meetingId, Long userId) {
        return pool.preparedQuery("""
                        select c.id, c.action,
                               case
                                   when c.state in ('accepted', 'published', 'delivered')
                                    and c.expires_at <= clock_timestamp()
                                   then 'expired'
                                   else c.state
                               end as state,
                               case when c.action = 'reconfigure' then c.payload ->> 'language' end as language,
                               case when c.action = 'reconfigure' then c.payload ->> 'task' end as task,
                               c.created_at, c.published_at, c.delivered_at, c.acknowledged_at, c.expires_at
                        from commands c
                        join meetings m on m.id = c.meeting_id
                        where c.meeting_id = $1 and ($2::bigint is null or m.user_id = $2)
                        order by c.created_at desc, c.id
                        limit $3
                        """)
                .execute(Tuple.of(meetingId, userId, MOST))
                .map(rows -> Rows.all(rows, Entry::of));
    }
}
