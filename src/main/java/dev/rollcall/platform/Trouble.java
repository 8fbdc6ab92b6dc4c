package dev.rollcall.platform;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * A failure of our own infrastructure, as opposed to a wrong request or a programming error. What was asked for may
 * succeed later, unchanged; nothing may be concluded from it about a user, a key or a bot.
 */
public enum Trouble {
    /** No connection to the database, or it broke. */
    UNREACHABLE("The database cannot be reached at the moment; please try again."),

    /** The database, or the pool of connections to it, did not answer in time. */
    OVERLOADED("The database is overloaded at the moment; please try again."),

    /** Another transaction stood in the way: a lock, a deadlock, a serialization failure. */
    CONTENDED("Others are changing the same data at the moment; please try again.");

    private static final Set<String> CONTENTION =
            Set.of(SqlState.LOCK_TIMEOUT, SqlState.SERIALIZATION_FAILURE, SqlState.DEADLOCK);

    /** 08 connection, 28 login, 57 operator intervention (shutdown, cancelled), 58 the server's own system. */
    private static final Set<String> UNREACHABLE_CLASSES = Set.of("08", "28", "57", "58");

    /** No such database; a connection that a time-out ended; a standby that a failover has not yet promoted. */
    private static final Set<String> UNREACHABLE_STATES = Set.of("3D000", "25P03", "25P04", "25006");

    private static final List<String> BROKEN_CONNECTION = List.of(
            "Connection is closed",
            "Connection is not active",
            "connection has been closed",
            "Connection reset",
            "Pool closed",
            "Broken pipe");

    private final String sentence;

    Trouble(String sentence) {
        this.sentence = sentence;
    }

    /** What a client may be told. */
    public String sentence() {
        return sentence;
    }

    public Problem problem() {
        return Problem.unavailable(sentence);
    }

    /** Looks through all causes, so that wrappers by Mutiny or Vert.x do not hide it; empty for the rest. */
    public static Optional<Trouble> of(Throwable failure) {
        Optional<String> sqlState = SqlState.of(failure);
        return sqlState.isPresent()
                ? sqlState.flatMap(Trouble::ofState)
                : Causes.of(failure).flatMap(cause -> ofCause(cause).stream()).findFirst();
    }

    private static Optional<Trouble> ofState(String state) {
        if (CONTENTION.contains(state)) {
            return Optional.of(CONTENDED);
        }
        if (state.equals(SqlState.STATEMENT_TIMEOUT) || state.startsWith("53")) {
            return Optional.of(OVERLOADED);
        }
        String stateClass = state.length() < 2 ? "" : state.substring(0, 2);
        return UNREACHABLE_CLASSES.contains(stateClass) || UNREACHABLE_STATES.contains(state)
                ? Optional.of(UNREACHABLE)
                : Optional.empty();
    }

    private static Optional<Trouble> ofCause(Throwable cause) {
        if (cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof ConnectionPoolTooBusyException
                || isPoolTimeout(cause)) {
            return Optional.of(OVERLOADED);
        }
        if (cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof ClosedChannelException
                || cause instanceof ClosedConnectionException
                || isBrokenConnection(cause)) {
            return Optional.of(UNREACHABLE);
        }
        return Optional.empty();
    }

    /** The pool tells by words only that no connection was free in time. */
    private static boolean isPoolTimeout(Throwable cause) {
        return "Timeout".equals(cause.getMessage()) || "Timeout waiting for connection".equals(cause.getMessage());
    }

    /** The driver tells by words only that a connection broke under way. */
    private static boolean isBrokenConnection(Throwable cause) {
        String message = cause.getMessage();
        return message != null && BROKEN_CONNECTION.stream().anyMatch(message::contains);
    }
}
