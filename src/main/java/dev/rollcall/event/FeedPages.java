package dev.rollcall.event;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads the event table, for many followers at once. */
@ApplicationScoped
class FeedPages {

    /** Where a follower stands: it has everything of the user's feed up to this seq. */
    record Cursor(long userId, long seq) {}

    /** Cursors that one statement reads for; a user whose followers stand at many places may bring a few more. */
    static final int MOST_CURSORS = 200;

    static final int PAGE = 100;

    /** Above what the database itself allows a statement: reached only when nothing comes back at all. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(8);

    private final Pool pool;

    FeedPages(Pool pool) {
        this.pool = pool;
    }

    Uni<Long> newest(long userId) {
        return pool.preparedQuery("select coalesce((select seq from event_counters where user_id = $1), 0) as seq")
                .execute(Tuple.of(userId))
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /** The place before the oldest event that is kept: whoever begins there gets all there is. */
    Uni<Long> beforeOldest(long userId) {
        return pool.preparedQuery("""
                        select coalesce(
                            (select min(seq) - 1 from events where user_id = $1),
                            (select seq from event_counters where user_id = $1),
                            0) as seq
                        """)
                .execute(Tuple.of(userId))
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /**
     * The page after each cursor, in order; none for a cursor at the end of its feed, an empty one where the feed goes on
     * and nothing of it is kept. The user's counter is locked from the insert to the commit, so whoever sees an event
     * sees all before it.
     */
    Uni<Map<Cursor, List<FeedEvent>>> after(Collection<Cursor> cursors) {
        return pool.preparedQuery("""
                        select c.user_id, c.after, e.seq, e.meeting_id, e.type, e.at, e.data
                        from unnest($1::bigint[], $2::bigint[]) as c (user_id, after)
                        left join event_counters n on n.user_id = c.user_id
                        left join lateral (
                            select e.seq, e.meeting_id, e.type, e.at, e.data
                            from events e
                            where e.user_id = c.user_id and e.seq > c.after
                            order by e.seq
                            limit $3) e on true
                        where e.seq is not null or n.seq > c.after
                        order by c.user_id, c.after, e.seq
                        """)
                .execute(Tuple.of(
                        cursors.stream().map(Cursor::userId).toArray(Long[]::new),
                        cursors.stream().map(Cursor::seq).toArray(Long[]::new),
                        PAGE))
                .ifNoItem()
                .after(LONGEST_READ)
                .fail()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.groupingBy(
                                row -> new Cursor(row.getLong("user_id"), row.getLong("after")),
                                Collectors.filtering(
                                        row -> row.getLong("seq") != null,
                                        Collectors.mapping(FeedEvent::of, Collectors.toList())))));
    }
}
