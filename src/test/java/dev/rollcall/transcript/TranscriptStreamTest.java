package dev.rollcall.transcript;

import static dev.rollcall.transcript.Transcriber.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the stream of a transcriber to what a user reads. */
@QuarkusTest
class TranscriptStreamTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withLimit(5);
    }

    @Test
    void what_is_said_is_read_with_the_times_at_which_it_was_said() {
        Transcriber transcriber = Transcriber.of(user).starts();
        transcriber.says(segment(1.5, "Let us begin."), segment(4, "Yes."));

        await().atMost(SOON).until(() -> transcriber.rows() == 2);

        user.request()
                .get("/transcripts/google_meet/" + transcriber.meet())
                .then()
                .statusCode(200)
                .body("id", equalTo((int) transcriber.meetingId()))
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", equalTo(transcriber.meet()))
                .body("constructed_meeting_url", equalTo("https://meet.google.com/" + transcriber.meet()))
                .body("segments.text", contains("Let us begin.", "Yes."))
                .body("segments.start", contains(1.5f, 4.0f))
                .body("segments.end", contains(3.5f, 6.0f))
                .body("segments.speaker", contains("Ada", "Ada"))
                .body("segments.language", contains("en", "en"))
                .body("segments.completed", contains(true, true))
                .body("segments.absolute_start_time", contains("2026-03-01T10:00:01.500Z", "2026-03-01T10:00:04Z"))
                .body("segments[0].absolute_end_time", equalTo("2026-03-01T10:00:03.500Z"));
    }

    @Test
    void a_key_of_the_user_is_as_good_as_a_token_since_older_bots_have_nothing_else() {
        Transcriber transcriber = Transcriber.of(user).withToken(user.key());
        transcriber.starts().says(segment(1, "From an older bot."));

        await().atMost(SOON).until(() -> transcriber.rows() == 1);
    }

    @Test
    void a_bot_that_connects_again_under_another_name_goes_on_with_its_meeting() {
        Transcriber first = Transcriber.of(user).starts();
        Transcriber second = first.withUid("again-" + first.uid());
        first.says(segment(0, "Before."));
        second.starts("2026-03-01T10:30:00Z").says(segment(0, "After."));

        await().atMost(SOON).until(() -> first.rows() == 2);

        user.request()
                .get("/transcripts/google_meet/" + first.meet())
                .then()
                .body("segments.text", contains("Before.", "After."))
                .body("segments.absolute_start_time", contains("2026-03-01T10:00:00Z", "2026-03-01T10:30:00Z"));
        // callbacks still find the bot by the name that it was launched with
        Bot.of(first.meetingId()).inMeeting().heartbeat().then().statusCode(200);
    }

    @Test
    void words_that_come_before_the_beginning_is_told_move_to_their_time() {
        Transcriber transcriber = Transcriber.of(user);
        transcriber.says(segment(60, "A minute in."));
        await().atMost(SOON).until(() -> transcriber.rows() == 1);
        // about now, since nobody said otherwise
        String guessed = user.request()
                .get("/transcripts/google_meet/" + transcriber.meet())
                .path("segments[0].absolute_start_time");
        assertThat(Instant.parse(guessed))
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(61));

        transcriber.starts();

        await().atMost(SOON)
                .untilAsserted(() -> user.request()
                        .get("/transcripts/google_meet/" + transcriber.meet())
                        .then()
                        .body("segments.absolute_start_time", contains("2026-03-01T10:01:00Z")));
    }

    @Test
    void a_session_end_is_kept() {
        Transcriber transcriber = Transcriber.of(user).starts();
        transcriber.send(transcriber
                .message("session_end")
                .put("end_timestamp", "2026-03-01 11:00:00")
                .encode());

        await().atMost(SOON)
                .until(() -> Database.number(
                                "select count(*) from transcript_sessions where meeting_id = $1 and ended_at = '2026-03-01T11:00:00Z'",
                                transcriber.meetingId())
                        == 1);
    }

    @Test
    void an_hour_of_two_thousand_segments_is_there_in_seconds() {
        Transcriber transcriber = Transcriber.of(user).starts();
        long began = System.nanoTime();
        for (int message = 0; message < 200; message++) {
            JsonObject[] segments = new JsonObject[10];
            for (int i = 0; i < 10; i++) {
                segments[i] = segment((message * 10 + i) * 1.8, "Sentence number " + (message * 10 + i) + ".");
            }
            transcriber.says(segments);
        }
        double sent = (System.nanoTime() - began) / 1e9;

        await().atMost(Duration.ofSeconds(60)).until(() -> transcriber.rows() == 2_000);

        System.out.printf(
                "2,000 segments in 200 messages: sent in %.1f s, all stored after %.1f s%n",
                sent, (System.nanoTime() - began) / 1e9);
        assertThat(user.request()
                        .get("/transcripts/google_meet/" + transcriber.meet())
                        .jsonPath()
                        .getList("segments"))
                .hasSize(2_000);
    }
}
