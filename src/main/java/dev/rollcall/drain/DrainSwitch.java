package dev.rollcall.drain;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.FieldErrors;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads and writes the one row that says whether the fleet is drained. */
@ApplicationScoped
public class DrainSwitch {

    static final int LONGEST_REASON = 500;
    static final int LONGEST_NAME = 255;
    private static final String NAMELESS = "admin";

    private final Pool pool;

    DrainSwitch(Pool pool) {
        this.pool = pool;
    }

    public Uni<Drain> read() {
        return pool.query("select draining, reason, by, since from drain")
                .execute()
                .map(rows -> drain(rows.iterator().next()));
    }

    /** What is wrong with the wish to switch. */
    public static void check(FieldErrors errors, boolean draining, String reason, String by) {
        boolean told = reason != null && !reason.isBlank();
        errors.addUnless(!draining || told, "reason", "reason is required: users are told why.");
        errors.checkText("reason", reason, LONGEST_REASON);
        errors.checkText("by", by, LONGEST_NAME);
    }

    /**
     * After {@link #check}. Switches, and is done when no reservation is under way that has seen the old state.
     *
     * @param reason null to open the fleet again
     * @param by who is asking; there is one admin token, so it cannot be known otherwise. Null for nobody
     */
    public Uni<Drain> turn(String reason, String by) {
        String told = reason == null ? null : reason.strip();
        String name = by == null || by.isBlank() ? NAMELESS : by.strip();
        return pool.withTransaction(connection -> waitForReservations(connection)
                .chain(() -> connection.preparedQuery("""
                        update drain
                        set draining = $1::varchar is not null,
                            reason   = $1::varchar,
                            by       = $2,
                            since    = case
                                when draining = ($1::varchar is not null) and since is not null then since
                                else clock_timestamp()
                            end
                        returning draining, reason, by, since
                        """).execute(Tuple.of(told, name)))
                .map(rows -> drain(rows.iterator().next())));
    }

    /** Longer than usual: each of them may itself be waiting for a lock, for a second at most. */
    private static Uni<Void> waitForReservations(SqlConnection connection) {
        return connection
                .query("set local lock_timeout = '4s'")
                .execute()
                .chain(() -> connection.query("select " + Drain.CLOSE).execute())
                .replaceWithVoid();
    }

    private static Drain drain(Row row) {
        return new Drain(
                row.getBoolean("draining"), row.getString("reason"), row.getString("by"), instant(row, "since"));
    }
}
