package dev.rollcall.drain;

import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether the fleet is drained: no new bots, while those that are there finish. It is one row of the database, which
 * each reservation reads in its own transaction.
 *
 * @param reason what users are told; null when the fleet is open
 * @param by who switched it last, as they called themselves; null when nobody ever did
 * @param since since when it is so
 */
@RegisterForReflection
public record Drain(
        boolean draining,

        @Schema(examples = "The cluster is being upgraded until 14:00 UTC.")
        String reason,

        @Schema(examples = "ada@example.org") String by,
        Instant since) {

    /** "drain" in ASCII; nothing else in this database takes this advisory lock. */
    private static final long LOCK = 431_415_716_206L;

    private static final int RETRY_AFTER_SECONDS = 60;

    /**
     * A column for the first statement of every reservation. Reservations hold this lock together until their end, and
     * the switch waits for it alone: when a switch is answered, what read the old row is committed. It has to be a
     * statement before the one that reads {@link #REASON}, whose snapshot would otherwise be older than its wait.
     */
    public static final String PASS = "pg_advisory_xact_lock_shared(" + LOCK + ")";

    /** The same for the switch. */
    static final String CLOSE = "pg_advisory_xact_lock(" + LOCK + ")";

    /** A column for the second statement: why there are no new bots, null while there are. */
    public static final String REASON = "(select d.reason from drain d where d.draining)";

    /** @throws Problem 503 with the reason, if there is one */
    public static void refuseIfDrained(String reason) {
        if (reason != null) {
            throw Problem.of(503, "No new bots at the moment: " + reason).retryAfter(RETRY_AFTER_SECONDS);
        }
    }
}
