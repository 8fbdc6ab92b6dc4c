package dev.rollcall.callback.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.callback.era.EraClient.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clients lose with other servers what bots really lose there; only then it means something that they lose nothing with us. */
class EraClientTest {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Internal-Secret"));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        // an older server's answer to a newer bot, measured: 3 s and 11 s for each status
        "c9,      200, active,            3,  false",
        "v0.10.0, 200, active,            3,  true",
        "m10.7,   200, active,            11, true",
        "m10.7,   200, error,             11, true",
        "m10.7,   503, '',                11, false",
        "m10.7,   409, error,             11, true",
        "c6,      500, '',                0,  false",
        "c9,      200, ignored,           3,  false",
    })
    void an_answer_that_is_not_understood_costs_time(
            String era, int status, String word, double seconds, boolean endsTheJoin) {
        this.status = status;
        answer = "{\"status\": \"" + word + "\"}";

        assertThat(tell(era)).isEqualTo(new Delivery(false, seconds, endsTheJoin));
    }

    @ParameterizedTest
    @CsvSource({
        "c6,      active",
        "c9,      processed",
        "c9,      container_updated",
        "v0.10.0, ok",
        "m10.7,   ignored",
        "h,       accepted"
    })
    void an_answer_that_is_understood_costs_nothing(String era, String word) {
        answer = "{\"status\": \"" + word + "\"}";

        assertThat(tell(era)).isEqualTo(new Delivery(true, 0, false));
    }

    @Test
    void the_newest_take_any_answer_to_their_first_word_and_2xx_from_then_on() {
        status = 409;
        EraClient client = client("h");

        assertThat(client.tell(joining(), null, 0)).isEqualTo(new Delivery(true, 0, false));
        assertThat(client.tell(joining(), null, 0)).isEqualTo(new Delivery(false, 7.5, false));
    }

    @ParameterizedTest
    @CsvSource({
        "c6,     /bots/internal/callback/status_change?token=t null",
        "c9,     /bots/internal/callback/status_change?token=t null",
        "m10.7,  /bots/internal/callback/status_change?token=t t",
        "h,      /bots/internal/callback/lifecycle?token=t t"
    })
    void the_url_is_rewritten_as_they_do_it_and_carries_the_token(String era, String request) {
        answer = "{\"status\": \"processed\"}";

        tell(era);

        assertThat(seen).containsExactly(request);
    }

    @Test
    void a_container_service_comes_again_until_it_is_heard() {
        status = 401;

        assertThat(client("m10.7").tellOfContainer(joining(), 0)).isEqualTo(new Delivery(false, 36, false));
        assertThat(seen).hasSize(3).allMatch(request -> request.startsWith("/bots/internal/callback/exited?"));
    }

    private Delivery tell(String era) {
        return client(era).tell(joining(), null, 0);
    }

    private EraClient client(String name) {
        Era.Client client = Era.read(name).client();
        String url = "http://localhost:%d/bots/internal/callback/%s?token=t"
                .formatted(server.getAddress().getPort(), client.callback());
        return new EraClient(client, url, "t");
    }

    private static ObjectNode joining() {
        return JsonNodeFactory.instance.objectNode().put("status", "joining");
    }
}
