package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There is room for one large body and a half. */
class LargeBodiesTest {

    private static final int LARGE = 2 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void serve() throws Exception {
        MemorySize largest = new MemorySize(BigInteger.valueOf(LARGE));
        LargeBodies bodies = new LargeBodies(
                new BeforeRest(new ObjectMapper(), List.of(), largest), new RoomFor(1.5 * LARGE), largest);
        Router router = Router.router(vertx);
        router.route().handler(bodies::bound);
        router.route()
                .handler(request -> request.request()
                        .body()
                        .onSuccess(body -> request.response().end("read " + body.length())));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatDoesNotFitIsRefusedAndSmallBodiesPass() throws IOException {
        try (Socket slow = begin("Content-Length: " + LARGE)) {
            assertThat(answer("Content-Length: " + LARGE, LARGE)).startsWith("HTTP/1.1 503");
            assertThat(answer("Transfer-Encoding: chunked", 0)).startsWith("HTTP/1.1 503");
            assertThat(answer("Content-Length: " + LargeBodies.SMALL, (int) LargeBodies.SMALL))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void thereIsRoomAgainWhenABodyIsReadOrItsSenderGone() throws IOException {
        begin("Content-Length: " + LARGE).close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(answer("Content-Length: " + LARGE, LARGE))
                        .startsWith("HTTP/1.1 200")
                        .contains("read " + LARGE));
        assertThat(answer("Content-Length: " + LARGE, LARGE)).startsWith("HTTP/1.1 200");
    }

    /** Sends the head and waits for nothing: the body never comes. */
    private Socket begin(String length) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String answer(String length, int bytes) throws IOException {
        try (Socket socket = begin(length)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(new byte[bytes]);
                socket.shutdownOutput();
            } catch (IOException refused) {
                // the answer is there before the body is sent
            }
            byte[] answer = new byte[2_000];
            int read = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }

    private record RoomFor(double bytes) implements HttpConfig {

        @Override
        public Optional<Duration> hsts() {
            return Optional.empty();
        }

        @Override
        public double largeBodies() {
            return bytes / Runtime.getRuntime().maxMemory();
        }

        @Override
        public boolean openapi() {
            return true;
        }
    }
}
