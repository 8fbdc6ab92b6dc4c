package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients of docs/clients send a bot and follow it to its end, where their language is installed. */
class ClientExamplesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path CLIENTS = Path.of("docs/clients").toAbsolutePath();

    enum Client {
        TYPESCRIPT("node", "follow-a-bot.ts", List.of("node", "--input-type=module", "-")),
        PYTHON("python3", "follow_a_bot.py", List.of("python3", "-"));

        private final String program;
        private final Path source;
        private final List<String> command;

        Client(String program, String source, List<String> command) {
            this.program = program;
            this.source = CLIENTS.resolve(source);
            this.command = command;
        }

        boolean canRun() {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LocalServices.shared()).asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource
    void aClientFollowsItsBotToTheEnd(Client client) throws Exception {
        assumeTrue(client.canRun(), client.program + " is not installed");
        User user = User.withLimit(1);
        String meet = User.newMeet();
        Path output = Files.createTempFile("client-", ".log");
        Process process = started(client, user, meet, output);
        await().atMost(PATIENCE).until(() -> lines(output).contains("active") || !process.isAlive());

        user.stop(meet).then().statusCode(202);

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(lines(output)).contains("active").endsWith("completed", "ended: stopped");
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aClientSaysWhatIsWrongWithItsOrder(Client client) throws Exception {
        assumeTrue(client.canRun(), client.program + " is not installed");
        Path output = Files.createTempFile("client-", ".log");

        Process process = started(client, User.withLimit(1), "x", output);

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("meeting_url");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    private static Process started(Client client, User user, String meet, Path output) throws IOException {
        List<String> command = new ArrayList<>(client.command);
        command.add("https://meet.google.com/" + meet);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(client.source.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("ROLLCALL_URL", service.baseUrl().toString());
        builder.environment().put("ROLLCALL_KEY", user.key());
        return builder.start();
    }

    private static List<String> lines(Path output) throws IOException {
        return Files.readAllLines(output);
    }
}
