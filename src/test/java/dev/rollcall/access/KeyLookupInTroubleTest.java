package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rollcall.platform.Trouble;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A key must never be called invalid because the database could not be asked. */
class KeyLookupInTroubleTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.closeAndAwait();
    }

    @Test
    void aDatabaseThatIsDownIsTrouble() throws IOException {
        Throwable failure = failureOf(withoutDatabase(vertx));
        assertThat(Trouble.of(failure)).hasValue(Trouble.UNREACHABLE);
    }

    @Test
    void aDatabaseThatSaysNothingIsTroubleAfterTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            Throwable failure = failureOf(askingAt(silent.getLocalPort(), Duration.ofMillis(100), vertx));
            assertThat(Trouble.of(failure)).hasValue(Trouble.OVERLOADED);
        }
    }

    private static Throwable failureOf(KeyLookup lookup) {
        return catchThrowable(() -> lookup.holderOf("demo").await().atMost(Duration.ofSeconds(10)));
    }

    /** Asks a database where there is none. */
    static KeyLookup withoutDatabase(Vertx vertx) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return askingAt(socket.getLocalPort(), Duration.ofSeconds(5), vertx);
        }
    }

    private static KeyLookup askingAt(int port, Duration timeout, Vertx vertx) {
        PgConnectOptions nowhere = new PgConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setDatabase("none")
                .setUser("none");
        Pool pool = PgBuilder.pool()
                .with(new PoolOptions())
                .connectingTo(nowhere)
                .using(vertx)
                .build();
        return new KeyLookup(pool, () -> timeout, Clock.systemUTC());
    }
}
