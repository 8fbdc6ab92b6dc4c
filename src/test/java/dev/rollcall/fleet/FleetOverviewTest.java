package dev.rollcall.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.fleet.FleetActivity.Day;
import dev.rollcall.fleet.FleetOverview.Live;
import dev.rollcall.fleet.FleetOverview.Troubled;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FleetOverviewTest {

    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final FleetOverview overview =
            Arc.container().instance(FleetOverview.class).get();
    private final FleetActivity activity =
            Arc.container().instance(FleetActivity.class).get();

    @Test
    void it_counts_every_live_status() {
        Live before = live();

        Bot.of(User.withLimit(1).sent()).inMeeting();

        assertThat(live().byStatus().get("active")).isEqualTo(before.byStatus().get("active") + 1);
        assertThat(live().byStatus().keySet())
                .containsExactly("requested", "joining", "awaiting_admission", "active", "stopping");
    }

    @Test
    void who_is_overdue_comes_before_who_asks_for_help_and_who_is_silent() {
        User user = User.withLimit(5);
        long silent = user.sent();
        Bot.of(silent).inMeeting().heartbeat();
        Database.run(
                "update heartbeats set last_heartbeat_at = now() - interval '2 minutes' where meeting_id = $1", silent);
        long helpless = user.sent();
        Bot.of(helpless).inMeeting().heartbeat();
        Database.run("update meetings set needs_help = true where id = $1", helpless);
        long overdue = user.sent();
        Database.run("update meetings set deadline_at = now() - interval '1 second' where id = $1", overdue);
        long fine = user.sent();
        Bot.of(fine).inMeeting().heartbeat();

        List<Long> troubled = troubled().stream()
                .filter(bot -> bot.userId() == user.id())
                .map(Troubled::meetingId)
                .toList();

        assertThat(troubled).containsExactly(overdue, helpless, silent);
    }

    @Test
    void a_bot_that_never_sent_a_heartbeat_is_not_silent() {
        long id = User.withLimit(1).sent();
        Bot.of(id).inMeeting();
        Database.run("update meetings set created_at = now() - interval '1 hour' where id = $1", id);

        assertThat(troubled()).extracting(Troubled::meetingId).doesNotContain(id);
    }

    @Test
    void a_day_is_48_half_hours_up_to_now() {
        Day day = activity.read().await().atMost(Duration.ofSeconds(10));

        assertThat(day.halfHours()).hasSize(48);
        Instant last = day.halfHours().get(47).begin();
        assertThat(last).isBeforeOrEqualTo(Instant.now());
        assertThat(day.halfHours().get(0).begin()).isEqualTo(last.minus(Duration.ofMinutes(47 * 30)));
    }

    @Test
    void it_counts_what_starts_and_fails_and_how_soon_bots_are_in() {
        Day before = activity.read().await().atMost(Duration.ofSeconds(10));
        User user = User.withLimit(3);
        Bot.of(user.sent()).inMeeting();
        Bot.of(user.sent()).reports("failed", ", \"exit_code\": 1").then().statusCode(200);

        Day after = activity.read().await().atMost(Duration.ofSeconds(10));

        assertThat(after.starts()).isEqualTo(before.starts() + 2);
        assertThat(after.failures()).isEqualTo(before.failures() + 1);
        assertThat(after.secondsToActive()).isBetween(0.0, 600.0);
    }

    @Test
    void within_a_minute_the_database_is_asked_once() {
        Day first = activity.lastDay().await().atMost(Duration.ofSeconds(10));

        Day second = activity.lastDay().await().atMost(Duration.ofSeconds(10));

        assertThat(second).isSameAs(first);
    }

    private Live live() {
        return overview.live().await().atMost(Duration.ofSeconds(10));
    }

    private List<Troubled> troubled() {
        return overview.troubled(SILENCE, 1_000).await().atMost(Duration.ofSeconds(10));
    }
}
