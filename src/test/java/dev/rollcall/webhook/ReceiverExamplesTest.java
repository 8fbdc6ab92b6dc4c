package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.ExampleProgram;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receivers of docs/clients take what we send and refuse what others send, where their language is installed. */
@QuarkusTest
class ReceiverExamplesTest {

    private static final String SECRET = "whsec of the example";

    enum Example {
        TYPESCRIPT(ExampleProgram.node("webhook-receiver.ts")),
        PYTHON(ExampleProgram.python("webhook_receiver.py"));

        private final ExampleProgram program;

        Example(ExampleProgram program) {
            this.program = program;
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_example_takes_what_we_send_and_nothing_else(Example example) throws Exception {
        example.program.assumeItCanRun();
        int port = freePort();
        Path output = Files.createTempFile("receiver-", ".log");
        Process process = example.program.start(Map.of("WEBHOOK_SECRET", SECRET), output, String.valueOf(port));
        try (Post post = Post.open()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> isOpen(port));
            User user = User.withLimit(1);
            Post.follow(user, "http://127.0.0.1:" + port + "/", SECRET);
            user.request().body("{}").post("/user/webhook/secret").then().statusCode(200);
            long id = user.sent();
            Bot.of(id).inMeeting().reports("completed");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(Files.readAllLines(output)).containsExactly("meeting.completed " + id));

            assertThat(user.request().get("/user/webhook/deliveries").<Integer>path("deliveries[0].status_code"))
                    .isEqualTo(204);
            assertThat(forged(port)).isEqualTo(401);
        } finally {
            process.destroy();
        }
    }

    private static int forged(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-Webhook-Timestamp", String.valueOf(Instant.now().getEpochSecond()))
                .header("X-Webhook-Signature", "sha256=" + "0".repeat(64))
                .POST(BodyPublishers.ofString("{\"event_id\": \"evt_x\", \"event_type\": \"forged\", \"data\": {}}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException closed) {
            return false;
        }
    }
}
