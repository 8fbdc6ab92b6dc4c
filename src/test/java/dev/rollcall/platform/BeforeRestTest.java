package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
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
    void anAddressThatCannotBeDecodedIsAProblemToo() throws IOException {
        String answer = exchange("""
                GET /test/%zz HTTP/1.1
                Host: localhost
                Connection: close

                """);
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"detail\":\"The request cannot be understood.\"");
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
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
