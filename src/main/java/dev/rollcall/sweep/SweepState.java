package dev.rollcall.sweep;

import static dev.rollcall.platform.Timestamps.instant;
import static dev.rollcall.platform.Timestamps.parameter;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** What the sweepers of all replicas agree on: the one row of sweep_state, by the database's clock. */
@ApplicationScoped
public class SweepState {

    /**
     * A pass as it begins.
     *
     * @param gapEndedAt end of the last time in which nobody swept
     * @param heldSince since when the breaker holds the same ends; null when it holds none
     * @param heldFingerprint which ends these are
     * @param released the breaker is open
     */
    record Pass(Instant now, Instant gapEndedAt, Instant heldSince, String heldFingerprint, boolean released) {

        private static Pass of(Row row) {
            return new Pass(
                    instant(row, "now"),
                    instant(row, "gap_ended_at"),
                    instant(row, "held_since"),
                    row.getString("held_fingerprint"),
                    row.getBoolean("released"));
        }
    }

    /** Long enough for ten passes, each of which ends a batch. */
    private static final Duration OPEN_FOR = Duration.ofMinutes(10);

    private final Pool pool;

    SweepState(Pool pool) {
        this.pool = pool;
    }

    /**
     * Notes that somebody sweeps. A pass that comes first of all, after too long a pause, or after one that had no
     * database, ends a gap.
     */
    Uni<Pass> begin(Duration longestPause, boolean afterTrouble) {
        return pool.preparedQuery("""
                        update sweep_state
                        set gap_ended_at = case
                                when last_pass_at is null
                                  or $2
                                  or clock_timestamp() - last_pass_at > $1 * interval '1 millisecond'
                                then clock_timestamp()
                                else gap_ended_at
                            end,
                            last_pass_at = clock_timestamp()
                        returning clock_timestamp() as now, gap_ended_at, held_since, held_fingerprint,
                                  coalesce(released_until > clock_timestamp(), false) as released
                        """)
                .execute(Tuple.of(longestPause.toMillis(), afterTrouble))
                .map(rows -> Pass.of(rows.iterator().next()));
    }

    /**
     * A pass that only looks, and notes nothing.
     *
     * @param lookingSince begin of the first of them, null at that; a gap where nobody else sweeps
     */
    Uni<Pass> look(Duration longestPause, Instant lookingSince) {
        return pool.preparedQuery("""
                        select clock_timestamp() as now,
                               case
                                   when last_pass_at > clock_timestamp() - $1 * interval '1 millisecond'
                                   then gap_ended_at
                                   else coalesce($2, clock_timestamp())
                               end as gap_ended_at,
                               held_since, held_fingerprint,
                               coalesce(released_until > clock_timestamp(), false) as released
                        from sweep_state
                        """)
                .execute(Tuple.of(longestPause.toMillis(), parameter(lookingSince)))
                .map(rows -> Pass.of(rows.iterator().next()));
    }

    /** What is held now; another set than before starts the clock of the release again. */
    Uni<Void> hold(int held, String fingerprint) {
        return pool.preparedQuery("""
                        update sweep_state
                        set held_since = case when held_fingerprint = $2 then held_since else clock_timestamp() end,
                            held = $1,
                            held_fingerprint = $2
                        """).execute(Tuple.of(held, fingerprint)).replaceWithVoid();
    }

    Uni<Void> holdNothing() {
        return pool.query("""
                        update sweep_state
                        set held_since = null, held = 0, held_fingerprint = null
                        where held_fingerprint is not null
                        """).execute().replaceWithVoid();
    }

    /** Opens the breaker for ten minutes: an admin, or a picture that stays the same, is believed. */
    public Uni<Void> release() {
        return pool.preparedQuery("""
                        update sweep_state
                        set released_until = clock_timestamp() + $1 * interval '1 millisecond'
                        """).execute(Tuple.of(OPEN_FOR.toMillis())).replaceWithVoid();
    }

    /**
     * What the health page and the admin see.
     *
     * @param releasedUntil until when the breaker is open; null when it is not
     */
    public record Report(
            Instant lastPassAt, long secondsAgo, int held, Instant heldSince, int strays, Instant releasedUntil) {

        /** At most one pass was missed. */
        public boolean isOnTime(Duration every) {
            return lastPassAt != null && secondsAgo <= 2 * Math.max(1, every.toSeconds());
        }
    }

    public Uni<Report> report() {
        return pool.query("""
                        select last_pass_at, held, held_since,
                               case when released_until > clock_timestamp() then released_until end as released_until,
                               coalesce(extract(epoch from clock_timestamp() - last_pass_at), -1)::bigint as ago,
                               (select count(*)::int
                                from stray_workloads
                                where removed_at is null and released_at is null) as strays
                        from sweep_state
                        """).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Report(
                    instant(row, "last_pass_at"),
                    row.getLong("ago"),
                    row.getInteger("held"),
                    instant(row, "held_since"),
                    row.getInteger("strays"),
                    instant(row, "released_until"));
        });
    }
}
