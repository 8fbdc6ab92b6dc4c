package dev.rollcall.retention;

import dev.rollcall.platform.Printable;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * The weekly partitions of events: made ahead, dropped when all in them is too old. Each change is a transaction of its
 * own that waits for its locks for a moment only, since readers and writers of events wait behind it. Weeks begin on
 * Mondays, UTC, by the database's clock.
 */
@ApplicationScoped
class EventPartitions {

    private static final Logger LOG = Logger.getLogger(EventPartitions.class);

    /** This week and the next ones: a service that makes none for so long has other troubles, and the default takes it. */
    private static final int WEEKS = 5;

    /** "evnt" in ASCII and a number; nothing else in this database takes this advisory lock. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(1702259316002) as ours";

    /** In the order of time; the first begins before all time. */
    private static final String EXPIRED = """
            with partitions as (
                select c.oid::regclass::text as name,
                       substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz as until
                from pg_inherits i
                join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'events'::regclass
            )
            select name
            from partitions
            where until < clock_timestamp() - $1 * interval '1 millisecond'
            order by until
            limit 1
            """;

    /** The name and bounds of a week; nothing when something has a part of it already. */
    private static final String MISSING_WEEK = """
            with week as (
                select date_trunc('week', clock_timestamp() at time zone 'utc') + $1 * interval '7 days' as monday
            )
            select 'events_' || to_char(w.monday, 'YYYYMMDD') as name,
                   to_char(w.monday, 'YYYY-MM-DD') || ' 00:00:00+00' as begins,
                   to_char(w.monday + interval '7 days', 'YYYY-MM-DD') || ' 00:00:00+00' as ends
            from week w
            where not exists (
                select
                from pg_inherits i
                join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'events'::regclass
                  and substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz
                          > w.monday at time zone 'utc'
                  and coalesce(
                          substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \\(''([^'']+)''\\)')::timestamptz,
                          '-infinity')
                          < (w.monday + interval '7 days') at time zone 'utc')
              and not exists (
                  select
                  from events_default d
                  where d.at >= w.monday at time zone 'utc'
                    and d.at < (w.monday + interval '7 days') at time zone 'utc')
            """;

    private final Pool pool;
    private final RetentionConfig config;

    EventPartitions(Pool pool, RetentionConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Those of this week and the next ones that are not there; a week that the default has rows of stays there. */
    Uni<Void> makeAhead() {
        return Multi.createFrom()
                .iterable(IntStream.range(0, WEEKS).boxed().toList())
                .onItem()
                .transformToUniAndConcatenate(week -> alone("make", connection -> make(connection, week)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * How many were dropped: the oldest first, until one is not old enough, holds events of a meeting that is not over,
     * or is in use. So no feed gets a hole in its middle.
     */
    Uni<Integer> dropExpired(Duration retention) {
        return alone("drop", connection -> drop(connection, retention))
                .chain(dropped -> dropped
                        ? dropExpired(retention).map(more -> more + 1)
                        : Uni.createFrom().item(0));
    }

    private interface Change {
        /** Whether there was anything to do. */
        Uni<Boolean> on(SqlConnection connection);
    }

    /** Under the lock of all replicas, with little patience; never fails. */
    private Uni<Boolean> alone(String what, Change change) {
        return pool.withTransaction(connection -> connection
                        .query(LOCK)
                        .execute()
                        .chain(rows -> rows.iterator().next().getBoolean("ours")
                                ? patiently(connection).chain(() -> change.on(connection))
                                : Uni.createFrom().item(false)))
                .onFailure()
                .invoke(failure -> LOG.infof(
                        "retention=%s table=events later=true error=%s", what, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Void> patiently(SqlConnection connection) {
        return connection
                .query("set local lock_timeout = " + config.patience().toMillis())
                .execute()
                .replaceWithVoid();
    }

    /** Attached, which locks only the default; created in place it would lock out whoever reads or writes any event. */
    private Uni<Boolean> make(SqlConnection connection, int week) {
        return connection.preparedQuery(MISSING_WEEK).execute(Tuple.of(week)).chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().item(false);
            }
            Row row = rows.iterator().next();
            String name = row.getString("name");
            return run(
                            connection,
                            "create table %s (like events including defaults including constraints)".formatted(name))
                    .chain(() -> run(
                            connection,
                            "alter table events attach partition %s for values from ('%s') to ('%s')"
                                    .formatted(name, row.getString("begins"), row.getString("ends"))))
                    .invoke(() -> LOG.infof("retention=made partition=%s", name))
                    .replaceWith(true);
        });
    }

    private Uni<Boolean> drop(SqlConnection connection, Duration retention) {
        return connection
                .preparedQuery(EXPIRED)
                .execute(Tuple.of(retention.toMillis()))
                .chain(rows -> first(rows)
                        .map(name -> drop(connection, name))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private static Optional<String> first(Iterable<Row> rows) {
        List<String> names = StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString("name"))
                .toList();
        return names.stream().findFirst();
    }

    private Uni<Boolean> drop(SqlConnection connection, String name) {
        return isWanted(connection, name).chain(wanted -> {
            if (wanted) {
                LOG.infof("retention=kept partition=%s reason=\"events of a meeting that is not over\"", name);
                return Uni.createFrom().item(false);
            }
            return run(connection, "drop table " + name)
                    .invoke(() -> LOG.infof("retention=dropped partition=%s", name))
                    .replaceWith(true);
        });
    }

    private static Uni<Boolean> isWanted(SqlConnection connection, String name) {
        return connection
                .query("""
                        select exists (
                            select
                            from meetings m
                            where m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                              and exists (select from %s e where e.meeting_id = m.id)) as wanted
                        """.formatted(name))
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("wanted"));
    }

    private static Uni<Void> run(SqlConnection connection, String statement) {
        return connection.query(statement).execute().replaceWithVoid();
    }
}
