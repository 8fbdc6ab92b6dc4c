package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.Socket;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted for a request is given back whatever becomes of its client. */
@QuarkusTest
class GoneClientTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    OrderlyStop stop;

    @Inject
    LargeBodies bodies;

    @Inject
    Pool pool;

    @BeforeEach
    @AfterEach
    void nothingIsUnderWay() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(stop.underWay()).isZero();
            assertThat(bodies.taken()).isZero();
        });
    }

    @Test
    void whoAskedAndIsAnsweredCountsNoMore() {
        User user = User.withLimit(1);

        Bot.of(user.sent()).inMeeting().heartbeat();

        assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
    }

    @Test
    void whoLeftInTheMiddleOfABodyCountsNoMore() {
        User user = User.withLimit(1);
        java.net.Socket client = connect();

        say(client, """
                POST /bots HTTP/1.1
                Host: localhost
                X-API-Key: %s
                Content-Type: application/json
                Content-Length: 1000000

                {"platform": \
                """.formatted(user.key()));
        await().atMost(SOON).until(() -> bodies.taken() == 1_000_000 && stop.underWay() == 1);
        close(client);
    }

    @Test
    void whoLeftInTheMiddleOfACallbackCountsNoMore() {
        java.net.Socket client = connect();

        say(client, """
                POST /bots/internal/callback/exited HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Transfer-Encoding: chunked

                5
                {"con
                """);
        await().atMost(SOON).until(() -> bodies.taken() > 1_000_000 && stop.underWay() == 1);
        close(client);
    }

    @Test
    void whoseBodyGrewTooLargeCountsNoMore() {
        java.net.Socket client = connect();
        String chunk = "100000\n" + " ".repeat(0x100000) + "\n";

        say(client, """
                POST /bots/internal/callback/exited HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Transfer-Encoding: chunked

                """ + chunk.repeat(3));

        await().atMost(SOON).until(() -> client.getInputStream().available() > 0);
        close(client);
    }

    @Test
    void whoDidNotWaitForTheAnswerCountsNoMore() {
        User user = User.withLimit(1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> locked = new CompletableFuture<>();
        pool.withTransaction(connection -> connection
                        .query("lock table meetings in access exclusive mode")
                        .execute()
                        .invoke(() -> locked.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(end)))
                .subscribeAsCompletionStage();
        locked.join();

        RawHttp reader = RawHttp.send(user, "GET /meetings", "");
        RawHttp writer = RawHttp.sendBot(user, User.newMeet());
        await().atMost(SOON).until(() -> stop.underWay() == 2);
        reader.close();
        writer.close();

        end.complete(null);
    }

    @Test
    void aSocketIsNotWaitedFor() {
        User user = User.withLimit(1);
        try (Socket socket = Socket.of(user).send("{\"action\": \"ping\"}")) {
            socket.awaitFrame("pong");

            assertThat(stop.underWay()).isZero();
        }
    }

    private static java.net.Socket connect() {
        try {
            return new java.net.Socket("localhost", io.restassured.RestAssured.port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(java.net.Socket client, String text) {
        try {
            client.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(java.net.Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
