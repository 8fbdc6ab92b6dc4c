package dev.rollcall.platform;

import io.vertx.pgclient.PgException;
import java.util.Optional;

/** PostgreSQL's five-character code of what went wrong (appendix A of its manual). */
public final class SqlState {

    public static final String UNIQUE_VIOLATION = "23505";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK = "40P01";
    public static final String LOCK_TIMEOUT = "55P03";
    public static final String STATEMENT_TIMEOUT = "57014";

    private SqlState() {}

    /** The code of the first database error in the failure's causes; empty when there is none. */
    public static Optional<String> of(Throwable failure) {
        return Causes.of(failure).flatMap(cause -> codeOf(cause).stream()).findFirst();
    }

    /** Whether a row was refused because there is one like it. */
    public static boolean isUniqueViolation(Throwable failure) {
        return of(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    private static Optional<String> codeOf(Throwable cause) {
        return cause instanceof PgException pg ? Optional.ofNullable(pg.getSqlState()) : Optional.empty();
    }
}
