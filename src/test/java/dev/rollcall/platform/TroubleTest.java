package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TroubleTest {

    @ParameterizedTest
    @CsvSource({
        "08006, UNREACHABLE",
        "28P01, UNREACHABLE",
        "3D000, UNREACHABLE",
        "57P01, UNREACHABLE",
        "58030, UNREACHABLE",
        "25006, UNREACHABLE",
        "25P03, UNREACHABLE",
        "53300, OVERLOADED",
        "57014, OVERLOADED",
        "55P03, CONTENDED",
        "40001, CONTENDED",
        "40P01, CONTENDED"
    })
    void isReadFromTheSqlState(String sqlState, Trouble trouble) {
        assertThat(Trouble.of(pg(sqlState))).hasValue(trouble);
    }

    @ParameterizedTest
    @CsvSource({"23505", "23502", "22021", "42601", "42P01", "22P02"})
    void isNotWhatTheRequestOrTheProgramDidWrong(String sqlState) {
        assertThat(Trouble.of(pg(sqlState))).isEmpty();
    }

    static Stream<Throwable> unreachable() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new UnknownHostException("db"),
                new ClosedChannelException(),
                ClosedConnectionException.INSTANCE,
                new java.net.SocketException("Connection reset"),
                new VertxException("Connection is not active now, current status: CLOSED"),
                new VertxException("Pending requests failed to be sent due to connection has been closed."),
                new IllegalStateException("Pool closed"));
    }

    @ParameterizedTest
    @MethodSource
    void unreachable(Throwable failure) {
        assertThat(Trouble.of(failure)).hasValue(Trouble.UNREACHABLE);
    }

    static Stream<Throwable> overloaded() {
        return Stream.of(
                new TimeoutException(),
                new io.smallrye.mutiny.TimeoutException(),
                new VertxException("Timeout waiting for connection"),
                new VertxException("Timeout"));
    }

    @ParameterizedTest
    @MethodSource
    void overloaded(Throwable failure) {
        assertThat(Trouble.of(failure)).hasValue(Trouble.OVERLOADED);
    }

    static Stream<Throwable> isFoundInsideWrappers() {
        Throwable broken = new ConnectException();
        return Stream.of(
                new CompletionException(broken),
                new IllegalStateException(new IllegalArgumentException(broken)),
                new CompositeException(new IllegalArgumentException(), broken));
    }

    @ParameterizedTest
    @MethodSource
    void isFoundInsideWrappers(Throwable failure) {
        assertThat(Trouble.of(failure)).hasValue(Trouble.UNREACHABLE);
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception one = new Exception();
        Exception other = new Exception(one);
        one.initCause(other);
        assertThat(Trouble.of(one)).isEmpty();
    }

    @Test
    void aProgrammingErrorIsNoTrouble() {
        assertThat(Trouble.of(new NullPointerException())).isEmpty();
        assertThat(Trouble.of(null)).isEmpty();
    }

    @Test
    void allOfItIs503WithRetryAfter() {
        assertThat(Trouble.values()).allSatisfy(trouble -> {
            assertThat(trouble.problem().status()).isEqualTo(503);
            assertThat(trouble.problem().retryAfterSeconds()).isPositive();
        });
    }

    private static PgException pg(String sqlState) {
        return new PgException("message", "ERROR", sqlState, null);
    }
}
