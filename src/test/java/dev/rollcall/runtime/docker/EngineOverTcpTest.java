package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** The same calls where the engine listens on a port, answered by an HTTP server that is not ours. */
class EngineOverTcpTest {

    @Test
    void a_port_is_as_good_as_a_socket() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/version", exchange -> {
            byte[] answer = "{\"ApiVersion\": \"1.43\", \"MinAPIVersion\": \"1.12\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.createContext("/v1.41/containers/json", exchange -> {
            exchange.sendResponseHeaders(200, 0); // of no known length, so it comes in chunks
            exchange.getResponseBody().write("[{\"Names\": [\"/a\"]}]".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            EngineAddress address =
                    EngineAddress.of("tcp://127.0.0.1:" + server.getAddress().getPort());

            var listed = new Engine(address, Duration.ofSeconds(5), timer).list("a=b");

            assertThat(listed.at("/0/Names/0").asText()).isEqualTo("/a");
        } finally {
            timer.shutdownNow();
            server.stop(0);
        }
    }
}
