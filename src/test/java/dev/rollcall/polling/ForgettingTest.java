package dev.rollcall.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done leaves the polling face after a day; what is not done never does. */
@QuarkusTest
class ForgettingTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Inject
    Forgetting forgetting;

    @Inject
    PolledBotIds ids;

    private Frontend ada;
    private String id;

    @BeforeEach
    void aBot() {
        ada = Frontend.withLimit(1);
        id = ada.triggered();
    }

    private void ended(String hoursAgo) {
        Bot.of(Frontend.meetingOf(id)).inMeeting().reports("completed", ", \"exit_code\": 0");
        Database.run(
                "update meetings set end_time = now() - $2::text::interval, revision = revision + 1 where id = $1",
                Frontend.meetingOf(id),
                hoursAgo);
        aDayOld();
    }

    private void aDayOld() {
        Database.run("update polled_bots set created_at = now() - interval '40 hours' where bot_id = $1", id);
    }

    private boolean isThere() {
        return Database.number("select count(*) from polled_bots where bot_id = $1", id) == 1;
    }

    private void forget() {
        forgetting.forget().await().atMost(TIMEOUT);
    }

    @Test
    void a_bot_that_was_done_a_day_ago_is_404_also_before_it_is_removed() {
        ended("25 hours");

        ada.asks(id).then().statusCode(404);
        assertThat(isThere()).isTrue();

        forget();

        assertThat(isThere()).isFalse();
        ada.asks(id).then().statusCode(404);
    }

    @Test
    void a_bot_that_is_done_for_less_stays() {
        ended("23 hours");

        forget();

        assertThat(ada.status(id)).isEqualTo("done");
    }

    @Test
    void a_bot_that_is_not_done_stays_whatever_its_age() {
        Bot.of(Frontend.meetingOf(id)).inMeeting();
        aDayOld();

        forget();

        assertThat(ada.status(id)).isEqualTo("connected");
    }

    @Test
    void a_reported_end_counts_from_its_report() {
        Database.run(
                "update polled_bots set reported_status = 'error', reported_at = now() - interval '25 hours' where"
                        + " bot_id = $1",
                id);
        aDayOld();

        forget();

        assertThat(isThere()).isFalse();
    }

    @Test
    void a_bot_is_known_to_the_pipeline_by_its_id_and_by_that_of_its_meeting() {
        long meeting = Frontend.meetingOf(id);

        assertThat(ids.meetingOf(id).await().atMost(TIMEOUT)).contains(meeting);
        assertThat(ids.meetingOf(String.valueOf(meeting)).await().atMost(TIMEOUT))
                .contains(meeting);
        assertThat(ids.meetingOf("bot_0").await().atMost(TIMEOUT)).isEmpty();
    }
}
