package dev.rollcall.platform;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What no HTTP client would send. */
@QuarkusTest
class BeforeRestTest {

    @TestHTTPResource("/")
    URI service;

    @Test
    void aBodyThatIsTooLargeIs413BeforeItIsSent() throws IOException {
        String answer = exchange("""
                POST /test/failing/body HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Content-Length: 999999999

                """);
        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"detail\":\"The request body is too large.\"");
    }

    @Test
    void aBodyThatGrowsTooLargeIs413() throws IOException {
        String answer = exchange("""
                POST /test/failing/body HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Transfer-Encoding: chunked

                """, "100000\r\n" + " ".repeat(0x100000) + "\r\n", 16);
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aRouteThatFailsIsAProblemWithoutInsides() {
        given().get("/test/route/insides")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("detail", not(containsString("secret")));
    }

    @Test
    void aRouteMayFailWithAProblem() {
        given().get("/test/route/problem")
                .then()
                .statusCode(503)
                .header("Retry-After", "2")
                .contentType("application/problem+json")
                .body("detail", equalTo("Come again."));
    }

    @Test
    void aRouteMayFailWithAStatus() {
        given().get("/test/route/status")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("There is nothing at this address."));
    }

    @Singleton
    static class Routes {
        void add(@Observes Router router) {
            router.get("/test/route/insides").handler(request -> request.fail(new IllegalStateException("secret")));
            router.get("/test/route/problem").handler(request -> request.fail(Problem.unavailable("Come again.")));
            router.get("/test/route/status").handler(request -> request.fail(404));
        }
    }

    private String exchange(String head) throws IOException {
        return exchange(head, "", 0);
    }

    private String exchange(String head, String chunk, int times) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            try {
                for (int i = 0; i < times; i++) {
                    out.write(chunk.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the service has heard enough
            }
            return answer(socket);
        }
    }

    /** Until the end of the JSON, or of the connection. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= 0 && next != '}') {
            answer.append((char) next);
            next = socket.getInputStream().read();
        }
        return answer.toString();
    }
}
