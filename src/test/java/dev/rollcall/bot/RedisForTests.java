package dev.rollcall.bot;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import redis.embedded.RedisServer;

/** A real Redis with a password, on a port that stays the same when it is started again. */
final class RedisForTests {

    static final String PASSWORD = "p@ss+word/of:redis";

    private static final String PASSWORD_IN_URL = "p%40ss+word%2Fof%3Aredis";

    private final int port = freePort();
    private RedisServer server;

    /** Database 3, so that SELECT is spoken too. */
    String url() {
        return "redis://default:" + PASSWORD_IN_URL + "@127.0.0.1:" + port + "/3";
    }

    void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("requirepass " + PASSWORD)
                .setting("save \"\"")
                .build();
        server.start();
    }

    void stop() throws IOException {
        server.stop();
    }

    void publish(String channel, JsonNode message) {
        publish(channel, message.toString());
    }

    void publish(String channel, String message) {
        ask("PUBLISH", channel, message);
    }

    void awaitSubscribers(String channel, long count) {
        await().until(() -> ask("PUBSUB", "NUMSUB", channel) instanceof List<?> answer
                && answer.get(1).equals(count));
    }

    private Object ask(String... words) {
        try (RedisConnection connection = RedisConnection.open(RedisAddress.parse(url()))) {
            return connection.ask(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
