package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.dashboard.Uptime.Stretch;
import dev.rollcall.standing.ConnectionDays.Turn;
import dev.rollcall.standing.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A day of a connection as a strip, with the same in words. */
class UptimeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void what_was_never_tried_has_no_share() {
        Uptime uptime = Uptime.of(List.of(), NOW);

        assertThat(uptime.share()).isEqualTo("–");
        assertThat(uptime.told()).isEqualTo("It was not to be connected in the last 24 hours.");
        assertThat(uptime.stretches()).isEmpty();
    }

    @Test
    void what_was_connected_before_the_day_and_never_lost_is_whole() {
        Uptime uptime = Uptime.of(turns(Status.CONNECTED, 3000), NOW);

        assertThat(uptime.share()).isEqualTo("100 %");
        assertThat(uptime.told()).isEqualTo("Connected 100 % of the last 24 hours, with no interruption.");
        assertThat(uptime.stretches()).containsExactly(new Stretch("check_circle", 0, 0, 1440, 24));
    }

    @Test
    void an_interruption_counts_and_shows_however_short_it_was() {
        List<Turn> turns = turns(Status.CONNECTED, 3000);
        turns.add(new Turn(NOW.minusSeconds(3605), Status.CONNECTION_ERROR));
        turns.add(new Turn(NOW.minusSeconds(3600), Status.CONNECTED));

        Uptime uptime = Uptime.of(turns, NOW);

        assertThat(uptime.share()).isEqualTo("99.9 %");
        assertThat(uptime.told()).isEqualTo("Connected 99.9 % of the last 24 hours, with 1 interruption.");
        assertThat(uptime.stretches().get(2).look()).isEqualTo("error");
        assertThat(uptime.stretches().get(2).width()).isEqualTo(6);
    }

    @Test
    void troubles_in_a_row_are_one_interruption() {
        List<Turn> turns = turns(Status.CONNECTED, 3000, Status.CONNECTION_ERROR, 720, Status.AUTH_FAILED, 360);

        Uptime uptime = Uptime.of(turns, NOW);

        assertThat(uptime.told()).isEqualTo("Connected 50.0 % of the last 24 hours, with 1 interruption.");
        assertThat(uptime.stretches()).extracting(Stretch::look).containsExactly("check_circle", "error", "key_off");
    }

    @Test
    void what_was_switched_off_is_left_out_of_the_share() {
        List<Turn> turns = turns(
                Status.CONNECTED, 3000, Status.DISCONNECTED, 1200, Status.CONNECTED, 120, Status.CONNECTION_ERROR, 60);

        Uptime uptime = Uptime.of(turns, NOW);

        assertThat(uptime.share()).isEqualTo("83.3 %");
        assertThat(uptime.told())
                .isEqualTo("Connected 83.3 % of the 6 h 0 min that it was to be, with 1 interruption.");
    }

    @Test
    void a_bot_of_today_is_measured_from_its_first_status_on() {
        Uptime uptime = Uptime.of(turns(Status.CONNECTION_ERROR, 30, Status.CONNECTED, 15), NOW);

        assertThat(uptime.told())
                .isEqualTo("Connected 50.0 % of the 30 minutes that it was to be, with no interruption.");
        assertThat(uptime.stretches())
                .allSatisfy(stretch -> assertThat(stretch.x()).isGreaterThanOrEqualTo(1410));
    }

    /** Colours are for those who see them. */
    @ParameterizedTest
    @EnumSource
    void each_kind_of_status_has_a_height_of_its_own_and_stays_within_the_picture(Status status) {
        Stretch stretch = Uptime.of(turns(status, 1), NOW).stretches().get(0);

        assertThat(stretch.height())
                .isEqualTo(status == Status.CONNECTED ? 24 : status == Status.DISCONNECTED ? 4 : 12);
        assertThat(stretch.y() + stretch.height()).isEqualTo(24);
        assertThat(stretch.x() + stretch.width()).isLessThanOrEqualTo(Uptime.WIDTH);
    }

    @ParameterizedTest
    @EnumSource
    void each_status_has_an_icon_by_the_name_of_the_seed(Status status) {
        assertThat(ConnectionBadge.of(status).look())
                .isEqualTo(
                        switch (status) {
                            case UNKNOWN -> "help";
                            case CONNECTED -> "check_circle";
                            case AUTH_FAILED -> "key_off";
                            case CONNECTION_ERROR -> "error";
                            case DISCONNECTED -> "cloud_off";
                        });
    }

    /** Each status, and how many minutes ago it began. */
    private static List<Turn> turns(Object... statusAndMinutes) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < statusAndMinutes.length; i += 2) {
            turns.add(new Turn(
                    NOW.minus(Duration.ofMinutes((int) statusAndMinutes[i + 1])), (Status) statusAndMinutes[i]));
        }
        return turns;
    }
}
