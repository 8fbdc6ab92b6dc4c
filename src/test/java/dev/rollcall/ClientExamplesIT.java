package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.ExampleProgram;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients of docs/clients send a bot and follow it to its end, where their language is installed. */
class ClientExamplesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    enum Client {
        TYPESCRIPT(ExampleProgram.node("follow-a-bot.ts")),
        PYTHON(ExampleProgram.python("follow_a_bot.py"));

        private final ExampleProgram program;

        Client(ExampleProgram program) {
            this.program = program;
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
        client.program.assumeItCanRun();
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
        client.program.assumeItCanRun();
        Path output = Files.createTempFile("client-", ".log");

        Process process = started(client, User.withLimit(1), "x", output);

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("meeting_url");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    private static Process started(Client client, User user, String meet, Path output) throws IOException {
        return client.program.start(
                Map.of("ROLLCALL_URL", service.baseUrl().toString(), "ROLLCALL_KEY", user.key()),
                output,
                "https://meet.google.com/" + meet);
    }

    private static List<String> lines(Path output) throws IOException {
        return Files.readAllLines(output);
    }
}
