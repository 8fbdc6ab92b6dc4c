package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receivers of docs/clients take what we send and refuse what others send, where their language is installed. */
@QuarkusTest
class ReceiverExamplesTest {

    private static final String SECRET = "whsec of the example";
    private static final Path CLIENTS = Path.of("docs/clients").toAbsolutePath();

    enum Example {
        TYPESCRIPT("node", "webhook-receiver.ts", List.of("node", "--input-type=module", "-")),
        PYTHON("python3", "webhook_receiver.py", List.of("python3", "-"));

        private final String program;
        private final Path source;
        private final List<String> command;

        Example(String program, String source, List<String> command) {
            this.program = program;
            this.source = CLIENTS.resolve(source);
            this.command = command;
        }

        boolean canRun() {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_example_takes_what_we_send_and_nothing_else(Example example) throws Exception {
        assumeTrue(example.canRun(), example.program + " is not installed");
        int port = freePort();
        Path output = Files.createTempFile("receiver-", ".log");
        Process process = started(example, port, output);
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

    private static Process started(Example example, int port, Path output) throws IOException {
        List<String> command = new ArrayList<>(example.command);
        command.add(String.valueOf(port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(example.source.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("WEBHOOK_SECRET", SECRET);
        return builder.start();
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
