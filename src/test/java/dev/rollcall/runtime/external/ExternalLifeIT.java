package dev.rollcall.runtime.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with another bot service, as the integration guide shows one. */
class ExternalLifeIT {

    private static final LocalServices LOCAL = LocalServices.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private PlayedBotService bots;
    private PackagedService service;

    @BeforeEach
    void start() throws IOException {
        bots = new PlayedBotService(directory);
        Map<String, String> settings = new HashMap<>(ShortLimits.settings(LOCAL));
        settings.put("rollcall.runtime", "external");
        settings.put("rollcall.external.url", bots.address().toString());
        settings.put("rollcall.external.directory", directory.resolve("records").toString());
        settings.put("rollcall.external.poll-interval", "200ms");
        service = PackagedService.launch(ShortLimits.environment(LOCAL), settings)
                .awaitReady()
                .asTarget();
    }

    @AfterEach
    void stop() {
        service.close();
        bots.close();
    }

    @Test
    void a_meeting_follows_the_statuses_that_are_polled_also_after_a_restart() {
        User user = User.withLimit(1);
        long meeting = user.sent();
        String id = idOf(user, meeting);

        bots.tell(id, "connecting", null);
        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("joining"));
        service.kill();
        service.start().awaitReady();
        bots.tell(id, "connected", null);
        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("active"));
        bots.tell(id, "done", null);

        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("completed"));
        assertThat(bots.launched).hasSize(1);
    }

    @Test
    void an_error_of_the_other_service_is_told_to_the_user() {
        User user = User.withLimit(1);
        long meeting = user.sent();

        bots.tell(idOf(user, meeting), "error", "The host has not let the bot in.");

        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("failed"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(user.meeting(meeting).asString()).contains("The host has not let the bot in."));
    }

    private String idOf(User user, long meeting) {
        String handle = user.meeting(meeting).jsonPath().getString("bot_container_id");
        return await().atMost(PATIENCE).until(() -> bots.idOf(handle), id -> id != null);
    }
}
