package dev.rollcall.platform;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps one known untruth out of the log. Vert.x 4.5 does not cancel the time-out of a query that found no connection;
 * 30 s later it fails the finished query once more and calls that an uncaught exception: a stack trace for each query
 * of an outage, after the outage.
 */
@LoggingFilter(name = "known-noise")
public final class KnownNoise implements Filter {

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable thrown = record.getThrown();
        return !(thrown instanceof IllegalStateException
                && "Result is already complete".equals(thrown.getMessage())
                && fromThePool(thrown));
    }

    private static boolean fromThePool(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(3)
                .anyMatch(frame -> frame.getClassName().equals("io.vertx.sqlclient.impl.pool.SqlConnectionPool"));
    }
}
