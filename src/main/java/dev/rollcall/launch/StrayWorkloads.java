package dev.rollcall.launch;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Workloads that carry our name and that our database knows nothing of: most likely it was restored from a backup, and
 * they are bots in meetings. They are held, and removed only when an admin has released them (docs/decisions/0021).
 */
@ApplicationScoped
public class StrayWorkloads {

    private static final Logger LOG = Logger.getLogger(StrayWorkloads.class);

    /** More ids than a database can have lost in a day; a workload beyond that is somebody else's, or a joke. */
    private static final long FARTHEST_LEAP = 10_000_000;

    /** New ids start so far above those that were seen: what is seen last need not have been the last. */
    private static final long DISTANCE = 1_000;

    private static final int LONGEST_LIST = 200;

    /** Why nobody knows it. */
    public enum Reason {
        /** There is no such meeting. */
        UNKNOWN_MEETING,
        /** The meeting has not had so many launches. */
        NEWER_LAUNCH,
        /** It was there before the first try of the launch that it is named after. */
        NOT_LAUNCHED_BY_US;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As an admin sees it. */
    public record Stray(
            String handle, long meetingId, int attempt, String reason, Instant firstSeenAt, Instant releasedAt) {}

    private final Pool pool;

    StrayWorkloads(Pool pool) {
        this.pool = pool;
    }

    /** Holds it, or goes on holding it. */
    public Uni<Void> hold(String handle, long meetingId, int attempt, Reason reason) {
        return pool.preparedQuery("""
                        insert into stray_workloads (handle, meeting_id, attempt, reason)
                        values ($1, $2, $3, $4)
                        on conflict (handle) do update
                        set last_seen_at = clock_timestamp(), removed_at = null
                        returning xmax = 0 as is_new
                        """)
                .execute(Tuple.of(handle, meetingId, attempt, reason.word()))
                .invoke(rows -> logIfNew(rows, handle, reason))
                .chain(() -> keepIdsApart(meetingId));
    }

    private static void logIfNew(RowSet<Row> rows, String handle, Reason reason) {
        if (rows.iterator().next().getBoolean("is_new")) {
            LOG.errorf(
                    "stray=held workload=%s why=%s reason=\"was the database restored? It is left alone until "
                            + "POST /admin/sweeper/strays/release\"",
                    handle, reason.word());
        }
    }

    /** No new meeting gets the id of a lost one: its bot, its clients and its links would meet a stranger. */
    private Uni<Void> keepIdsApart(long seen) {
        return pool.preparedQuery("""
                        select setval(s.name, $1::bigint + $2::bigint)
                        from (select pg_get_serial_sequence('meetings', 'id')::regclass as name) s
                        where $1::bigint - coalesce(pg_sequence_last_value(s.name), 0) between 0 and $3::bigint
                        """)
                .execute(Tuple.of(seen, DISTANCE, FARTHEST_LEAP))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        LOG.warnf("stray=ids next=%d reason=\"ids up to here may be in use\"", seen + DISTANCE);
                    }
                })
                .replaceWithVoid();
    }

    /** Which of these workloads are strays, and whether each has been released. */
    public Uni<Map<String, Boolean>> releasedOf(Collection<String> handles) {
        return pool.preparedQuery("""
                        select handle, released_at is not null as released
                        from stray_workloads
                        where handle = any ($1)
                        """)
                .execute(Tuple.of(handles.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getString("handle"), row -> row.getBoolean("released"))));
    }

    Uni<Boolean> isStray(String handle) {
        return releasedOf(List.of(handle)).map(known -> !known.isEmpty());
    }

    /** What is known of its end, before it is removed. */
    public Uni<Void> store(String handle, JsonObject evidence) {
        return pool.preparedQuery("""
                        update stray_workloads s
                        set evidence = $2
                        where s.handle = $1
                          and not exists (
                              select from meetings m where m.id = s.meeting_id and m.redacted_key is not null)
                        """).execute(Tuple.of(handle, evidence)).replaceWithVoid();
    }

    public Uni<Void> removed(String handle) {
        return pool.preparedQuery("""
                        update stray_workloads
                        set removed_at = clock_timestamp()
                        where handle = $1 and removed_at is null
                        """).execute(Tuple.of(handle)).replaceWithVoid();
    }

    /** Those that have left by themselves are no concern any more: not seen for an hour, by anybody. */
    public Uni<Void> forgetUnseen() {
        return pool.query("""
                        update stray_workloads
                        set removed_at = clock_timestamp()
                        where removed_at is null and last_seen_at < clock_timestamp() - interval '1 hour'
                        """).execute().replaceWithVoid();
    }

    /** The oldest of those that are there. */
    public Uni<List<Stray>> present() {
        return pool.preparedQuery("""
                        select handle, meeting_id, attempt, reason, first_seen_at, released_at
                        from stray_workloads
                        where removed_at is null
                        order by first_seen_at, handle
                        limit $1
                        """)
                .execute(Tuple.of(LONGEST_LIST))
                .map(rows -> Rows.all(rows, StrayWorkloads::stray));
    }

    private static Stray stray(Row row) {
        return new Stray(
                row.getString("handle"),
                row.getLong("meeting_id"),
                row.getInteger("attempt"),
                row.getString("reason"),
                instant(row, "first_seen_at"),
                instant(row, "released_at"));
    }

    /** Those that are there may be removed; what shows up later is held again. */
    public Uni<Integer> releaseAll() {
        return pool.query("""
                        update stray_workloads
                        set released_at = clock_timestamp()
                        where removed_at is null and released_at is null
                        """).execute().map(RowSet::rowCount);
    }
}
