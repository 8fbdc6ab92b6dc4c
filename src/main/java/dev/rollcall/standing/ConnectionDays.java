package dev.rollcall.standing;

import static dev.rollcall.platform.Timestamps.instant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How connections fared in the last 24 hours, by their history. */
@ApplicationScoped
public class ConnectionDays {

    /** Of each bot: one that flaps all day long has more, and its day begins later. */
    static final int MOST_CHANGES = 1_500;

    /** From this moment on it was in this status. */
    public record Turn(Instant at, Status status) {}

    private final Pool pool;

    ConnectionDays(Pool pool) {
        this.pool = pool;
    }

    /**
     * @param bots at most a page of them
     * @return by bot, the oldest first; the first one may lie before the day and says how it began. A bot without any is
     *     left out
     */
    public Uni<Map<Long, List<Turn>>> of(List<Long> bots) {
        return pool.preparedQuery("""
                        select b.id as bot_id, c.at, c.status
                        from unnest($1::bigint[]) as b (id)
                        left join lateral (
                            select h.id
                            from connection_history h
                            where h.bot_id = b.id and h.at < now() - interval '24 hours'
                            order by h.id desc
                            limit 1) before on true
                        cross join lateral (
                            select h.id, h.at, h.status
                            from connection_history h
                            where h.bot_id = b.id and h.id >= coalesce(before.id, 0)
                            order by h.id desc
                            limit $2) c
                        order by b.id, c.id
                        """)
                .execute(Tuple.of(bots.toArray(Long[]::new), MOST_CHANGES))
                .map(ConnectionDays::days);
    }

    private static Map<Long, List<Turn>> days(RowSet<Row> rows) {
        Map<Long, List<Turn>> days = new TreeMap<>();
        for (Row row : rows) {
            days.computeIfAbsent(row.getLong("bot_id"), bot -> new ArrayList<>())
                    .add(new Turn(instant(row, "at"), Status.of(row.getInteger("status"))));
        }
        return days;
    }
}
