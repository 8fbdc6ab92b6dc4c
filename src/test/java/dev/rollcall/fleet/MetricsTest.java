package dev.rollcall.fleet;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a life leaves behind at /q/metrics. Other tests count there too, so it is the growth that is looked at. */
@QuarkusTest
class MetricsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

    /** What a label may be called: nothing that has as many values as there are meetings or users. */
    private static final Set<String> LABELS = Set.of(
            "action",
            "from",
            "to",
            "source",
            "reason",
            "status",
            "platform",
            "runtime",
            "outcome",
            "done",
            "le",
            "step",
            "connector",
            "active");

    @Inject
    FleetMeters fleet;

    @Inject
    StagedRuntime runtime;

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withLimit(1);
    }

    @Test
    void every_step_is_counted_by_source_and_reason() {
        double before =
                value("rollcall_transitions_total", "from=\"active\"", "to=\"completed\"", "reason=\"left_alone\"");

        Bot.of(user.sent())
                .inMeeting()
                .reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"");

        assertThat(value(
                        "rollcall_transitions_total",
                        "from=\"active\"",
                        "to=\"completed\"",
                        "source=\"bot_callback\"",
                        "reason=\"left_alone\""))
                .isEqualTo(before + 1);
    }

    @Test
    void a_reason_that_nobody_knows_is_other() {
        Bot.of(user.sent())
                .inMeeting()
                .reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"the_moon_was_full\"");

        assertThat(scrape()).doesNotContain("the_moon_was_full").contains("reason=\"other\"");
    }

    @Test
    void the_time_to_active_and_the_time_in_each_status_are_measured() {
        double arrived = value("rollcall_time_to_active_seconds_count", "platform=\"google_meet\"");
        double inLobby = value("rollcall_status_time_seconds_count", "status=\"awaiting_admission\"");

        Bot.of(user.sent()).inMeeting();

        assertThat(value("rollcall_time_to_active_seconds_count", "platform=\"google_meet\""))
                .isEqualTo(arrived + 1);
        assertThat(value("rollcall_status_time_seconds_count", "status=\"awaiting_admission\""))
                .isEqualTo(inLobby + 1);
        assertThat(scrape()).contains("rollcall_time_to_active_seconds_bucket{platform=\"google_meet\",le=\"30.0\"}");
    }

    @ParameterizedTest
    @CsvSource({"accepted", "limit", "duplicate"})
    void orders_are_counted_by_what_came_of_them(String outcome) {
        String meet = User.newMeet();
        User other = User.withoutLimit();
        double before = value("rollcall_orders_total", "outcome=\"" + outcome + "\"");

        switch (outcome) {
            case "accepted" -> user.send(meet);
            case "limit" -> {
                user.send(meet);
                user.send(User.newMeet());
            }
            default -> {
                other.send(meet);
                other.send(meet);
            }
        }

        assertThat(value("rollcall_orders_total", "outcome=\"" + outcome + "\""))
                .isEqualTo(before + 1);
    }

    @Test
    void heartbeats_are_counted_by_batch() {
        double before = value("rollcall_heartbeat_batch_sum");

        Bot.of(user.sent()).heartbeat();

        assertThat(value("rollcall_heartbeat_batch_sum")).isGreaterThan(before);
    }

    @Test
    void launches_are_measured_by_outcome() {
        String meet = User.newMeet();
        runtime.holdLaunch(meet).complete(new LaunchOutcome.Refused("no such image"));
        double before = value("rollcall_launch_seconds_count", "outcome=\"refused\"");

        user.send(meet);

        grows(() -> value("rollcall_launch_seconds_count", "outcome=\"refused\""), before);
    }

    @Test
    void commands_are_counted_until_they_are_acknowledged() {
        double issued = value("rollcall_commands_total", "action=\"leave\"", "outcome=\"issued\"");
        double done = value("rollcall_command_time_seconds_count", "action=\"leave\"");
        String meet = User.newMeet();
        Bot bot = Bot.of(user.send(meet).jsonPath().getLong("id")).inMeeting();
        user.request().delete("/bots/google_meet/" + meet).then().statusCode(202);
        grows(() -> value("rollcall_commands_total", "action=\"leave\"", "outcome=\"issued\""), issued);

        String command = bot.heartbeat().path("commands[0].command_id");
        bot.post("heartbeat", "\"acknowledged\": [\"" + command + "\"]").then().statusCode(200);

        assertThat(command).isNotNull();
        grows(() -> value("rollcall_command_time_seconds_count", "action=\"leave\""), done);
    }

    @Test
    void the_bots_there_are_are_counted_and_those_that_are_over_are_not() {
        String status = "status=\"requested\"";
        fleet.count().await().atMost(SOON);
        double before = value("rollcall_bots", status, "platform=\"google_meet\"");
        long meeting = user.sent();

        fleet.count().await().atMost(SOON);

        assertThat(value("rollcall_bots", status, "platform=\"google_meet\"", "runtime="))
                .isEqualTo(before + 1);
        Bot.of(meeting).reports("failed", ", \"exit_code\": 1");
        fleet.count().await().atMost(SOON);
        assertThat(value("rollcall_bots", status, "platform=\"google_meet\"")).isEqualTo(before);
    }

    @Test
    void no_label_names_a_meeting_or_a_user() {
        Bot.of(user.sent()).inMeeting();

        String ours =
                scrape().lines().filter(line -> line.startsWith("rollcall_")).reduce("", String::concat);

        assertThat(LABEL.matcher(ours).results().map(found -> found.group(1)))
                .isNotEmpty()
                .isSubsetOf(LABELS);
    }

    private static void grows(DoubleSupplier value, double before) {
        await().atMost(SOON).until(() -> value.getAsDouble() > before);
    }

    /** The sum of all lines of this name that have these labels. */
    private static double value(String name, String... labels) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String scrape() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }
}
