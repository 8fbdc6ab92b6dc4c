package dev.rollcall.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.FleetAlert;
import dev.rollcall.stage.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of which standing bots operators are told. */
@QuarkusTest
class StandingAlertsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Inject
    StandingAlerts alerts;

    private final List<Long> made = new ArrayList<>();

    @AfterEach
    void remove() {
        made.forEach(id -> Database.run("delete from standing_bots where id = $1", id));
        Database.run("delete from fleet_alerts where name = 'standing_bot/9999999999'");
    }

    /** Kept by somebody else, and for ten minutes as it is. */
    private long bot(int status, boolean active, int sinceSeconds) {
        long id = Database.number("""
                insert into standing_bots (connector, category, name, base_url, owner, generation, lease_until, status,
                    status_until, is_active, created_at)
                values ('generic', 'alerts', $1, '', $2, 1, clock_timestamp() + interval '1 hour', $3::smallint,
                    clock_timestamp() + interval '1 hour', $4, clock_timestamp() - interval '1 hour')
                returning id
                """, UUID.randomUUID().toString(), UUID.randomUUID(), status, active);
        made.add(id);
        Database.run("""
                insert into connection_history (bot_id, at, from_status, status, source, generation)
                values ($1, clock_timestamp() - $2 * interval '1 second', 1, $3::smallint, 'connector', 1)
                """, id, sinceSeconds, status);
        return id;
    }

    private Boolean raised(long id) {
        return alerts.present().await().atMost(TIMEOUT).stream()
                .filter(alert -> alert.key().equals("standing_bot/" + id))
                .map(alert -> alert.look().await().atMost(TIMEOUT).raised())
                .findFirst()
                .orElse(null);
    }

    @Test
    void refused_credentials_are_told_at_once_and_the_rest_when_it_lasts() {
        assertThat(raised(bot(2, true, 1))).isTrue();
        assertThat(raised(bot(3, true, 1))).isFalse();
        assertThat(raised(bot(3, true, 120))).isTrue();
        assertThat(raised(bot(0, true, 120))).isTrue();
    }

    @Test
    void what_is_connected_or_not_wanted_is_no_trouble() {
        assertThat(raised(bot(1, true, 120))).isFalse();
        assertThat(raised(bot(3, false, 120))).isFalse();
    }

    @Test
    void the_alert_of_a_bot_that_was_deleted_is_over() {
        Database.run("insert into fleet_alerts (name, raised) values ('standing_bot/9999999999', true)");

        assertThat(raised(9_999_999_999L)).isFalse();
    }

    @Test
    void an_alert_tells_which_bot_and_why() {
        long id = bot(2, true, 1);

        FleetAlert alert = alerts.present().await().atMost(TIMEOUT).stream()
                .filter(one -> one.key().equals("standing_bot/" + id))
                .findFirst()
                .orElseThrow();

        assertThat(alert.name()).isEqualTo("standing_bot_unhealthy");
        assertThat(alert.look().await().atMost(TIMEOUT).facts())
                .containsEntry("id", id)
                .containsEntry("connector", "generic")
                .containsEntry("status_name", "AUTH_FAILED");
    }
}
