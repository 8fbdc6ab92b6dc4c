package dev.rollcall.drain;

import static dev.rollcall.platform.Timestamps.instant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads and writes the one row that says whether the fleet is drained. */
@ApplicationScoped
public class DrainSwitch {

    private final Pool pool;

    DrainSwitch(Pool pool) {
        this.pool = pool;
    }

    public Uni<Drain> read() {
        return pool.query("select draining, reason, by, since from drain")
                .execute()
                .map(rows -> drain(rows.iterator().next()));
    }

    /**
     * Switches, and is done when no reservation is under way that has seen the old state.
     *
     * @param reason null to open the fleet again
     */
    public Uni<Drain> turn(String reason, String by) {
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
                        """).execute(Tuple.of(reason, by)))
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
