package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class KnownNoiseTest {

    private static final String MESSAGE = "Result is already complete";

    @Test
    void a_query_failed_twice_by_the_pool_is_not_logged() {
        boolean logged = new KnownNoise().isLoggable(thrown("io.vertx.sqlclient.impl.pool.SqlConnectionPool"));

        assertThat(logged).isFalse();
    }

    @Test
    void the_same_from_anywhere_else_is_logged() {
        boolean logged = new KnownNoise().isLoggable(thrown("dev.rollcall.callback.Heartbeats"));

        assertThat(logged).isTrue();
    }

    @Test
    void a_line_without_an_exception_is_logged() {
        boolean logged = new KnownNoise().isLoggable(new LogRecord(Level.INFO, MESSAGE));

        assertThat(logged).isTrue();
    }

    private static LogRecord thrown(String where) {
        IllegalStateException failure = new IllegalStateException(MESSAGE);
        failure.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 90),
            new StackTraceElement(where, "lambda", "X.java", 216)
        });
        LogRecord record = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        record.setThrown(failure);
        return record;
    }
}
