package dev.rollcall.transcript;

import static dev.rollcall.transcript.Transcriber.segment;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bots post, and what users and services read. */
@QuarkusTest
class TranscriptResourceTest {

    private User user;
    private Transcriber transcriber;

    @BeforeEach
    void aBotThatHears() {
        user = User.withLimit(5);
        transcriber = Transcriber.of(user);
    }

    private Response read(Transcriber of, String query) {
        return user.request().get("/transcripts/google_meet/" + of.meet() + query);
    }

    private Response begins(Transcriber of) {
        return Transcriber.post(of.message("session_start")
                .put("start_timestamp", Transcriber.BEGAN)
                .encode());
    }

    // Reading
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void a_meeting_in_which_nothing_was_said_has_an_empty_transcript() {
        read(transcriber, "")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("status", equalTo("requested"))
                .body("recordings", empty())
                .body("notes", nullValue())
                .body("segments", empty());
        assertThat(read(transcriber, "?format=vtt").asString()).isEqualTo("WEBVTT\n\n");
        assertThat(read(transcriber, "?format=srt").asString()).isEmpty();
    }

    @Test
    void notes_of_the_meeting_are_shown_with_it() {
        user.request()
                .body("{\"data\": {\"notes\": \"Ask Grace.\"}}")
                .patch("/meetings/google_meet/" + transcriber.meet())
                .then()
                .statusCode(200);

        read(transcriber, "").then().body("notes", equalTo("Ask Grace."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | text/plain             | [00:00:01] Ada: Hello, you & me.",
                "srt  | application/x-subrip   | 1/00:00:01,500 --> 00:00:03,500/Ada: Hello, you & me.",
                "vtt  | text/vtt               | WEBVTT//00:00:01.500 --> 00:00:03.500/<v Ada>Hello, you &amp; me."
            })
    void a_form_is_chosen_by_format_or_by_accept(String format, String mediaType, String body) {
        begins(transcriber);
        transcriber.posts(segment(1.5, "Hello, you & me.")).then().statusCode(200);

        Response byFormat = read(transcriber, "?format=" + format);
        Response byAccept = given().header("X-API-Key", user.key())
                .header("Accept", mediaType)
                .get("/transcripts/google_meet/" + transcriber.meet());

        byFormat.then().statusCode(200).header("Content-Type", mediaType + ";charset=utf-8");
        assertThat(byFormat.asString().strip().replace('\n', '/')).isEqualTo(body);
        assertThat(byAccept.asString()).isEqualTo(byFormat.asString());
    }

    @Test
    void a_form_that_there_is_not_is_refused() {
        read(transcriber, "?format=pdf")
                .then()
                .statusCode(422)
                .body("detail", equalTo("format must be one of json, text, srt, vtt."));
        given().header("X-API-Key", user.key())
                .header("Accept", "image/png")
                .get("/transcripts/google_meet/" + transcriber.meet())
                .then()
                .statusCode(406);
    }

    @Test
    void the_newest_meeting_counts_unless_another_is_named() {
        transcriber.posts(segment(1, "The first time.")).then().statusCode(200);
        Bot.of(transcriber.meetingId()).inMeeting().reports("completed");
        Transcriber second = Transcriber.of(user, transcriber.meet());
        second.posts(segment(1, "The second time.")).then().statusCode(200);

        read(transcriber, "").then().body("segments.text", contains("The second time."));
        read(transcriber, "?meeting_id=" + transcriber.meetingId())
                .then()
                .body("id", equalTo((int) transcriber.meetingId()))
                .body("segments.text", contains("The first time."));
        read(transcriber, "?meeting_id=" + Transcriber.of(user).meetingId())
                .then()
                .statusCode(404);
        read(transcriber, "?meeting_id=first").then().statusCode(422);
    }

    @Test
    void what_is_not_there_and_what_is_anothers_is_404() {
        User stranger = User.withLimit(1);
        transcriber.posts(segment(1, "Secret.")).then().statusCode(200);

        for (String path : List.of("google_meet/" + transcriber.meet(), "google_meet/" + User.newMeet())) {
            stranger.request()
                    .get("/transcripts/" + path + "?meeting_id=" + transcriber.meetingId())
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", equalTo("Meeting not found for platform google_meet and ID " + path.substring(12)));
        }
        user.request().get("/transcripts/webex/123").then().statusCode(422);
        given().get("/transcripts/google_meet/" + transcriber.meet()).then().statusCode(401);
    }

    @Test
    void a_key_for_bots_alone_reads_no_transcript_and_one_for_transcripts_does() {
        for (String scope : List.of("bot", "tx")) {
            String key = User.admin()
                    .body("{\"scopes\": [\"" + scope + "\"]}")
                    .post("/admin/users/" + user.id() + "/tokens")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("token");
            for (String path : List.of("/transcripts/google_meet/" + transcriber.meet(), "/transcripts/search?q=x")) {
                given().header("X-API-Key", key).get(path).then().statusCode(scope.equals("tx") ? 200 : 403);
            }
        }
    }

    @Test
    void twenty_thousand_segments_are_read_to_the_end_in_their_order() {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, session_uid, segment_key, start_at, start_time, end_time, text, speaker)
                select $1, $2, 'u', 'at:' || n, timestamptz '2026-03-01T10:00:00Z' + (n / 3) * interval '1 second', n / 3,
                       n / 3 + 1, 'sentence ' || n, 'Ada'
                from generate_series(0, 19999) n
                """, transcriber.meetingId(), user.id());

        Response answer = read(transcriber, "");
        JsonPath transcript = answer.jsonPath();

        assertThat(transcript.getList("segments")).hasSize(20_000);
        assertThat(transcript.<String>getList("segments.text").subList(2_998, 3_003))
                .containsExactly("sentence 2998", "sentence 2999", "sentence 3000", "sentence 3001", "sentence 3002");
        assertThat(read(transcriber, "?format=srt").asString().split("\n\n")).hasSize(20_000);
        assertThat(read(transcriber, "?format=text").asString().split("\n")).hasSize(20_000);
        assertThat(answer.asByteArray().length).isGreaterThan(4_000_000);
    }

    @Test
    void a_client_that_goes_away_in_the_middle_leaves_nothing_behind() throws Exception {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, session_uid, segment_key, start_at, start_time, end_time, text)
                select $1, $2, 'u', 'at:' || n, now() + n * interval '1 second', n, n, repeat('word ', 100)
                from generate_series(0, 19999) n
                """, transcriber.meetingId(), user.id());
        for (int i = 0; i < 30; i++) {
            try (Socket socket = new Socket("localhost", RestAssured.port)) {
                socket.setReceiveBufferSize(4096);
                socket.getOutputStream()
                        .write(("GET /transcripts/google_meet/" + transcriber.meet()
                                        + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + user.key() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream answer = socket.getInputStream();
                assertThat(answer.readNBytes(12)).isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
            }
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> user.request().get("/meetings").statusCode() == 200);
    }

    @Test
    void the_answer_has_the_headers_of_every_answer_and_a_head_has_no_body() {
        transcriber.posts(segment(1, "x")).then().statusCode(200);
        for (Response answer :
                List.of(read(transcriber, ""), user.request().head("/transcripts/google_meet/" + transcriber.meet()))) {
            answer.then()
                    .statusCode(200)
                    .header("Content-Type", "application/json")
                    .header("Cache-Control", "no-store")
                    .header("X-Content-Type-Options", "nosniff");
        }
        // on the same connection, in order
        read(transcriber, "").then().statusCode(200).body("segments.text", contains("x"));
    }

    @Test
    void trouble_before_the_answer_begins_is_503() {
        try (Locked table = Locked.table("transcriptions")) {
            read(transcriber, "").then().statusCode(503).header("Retry-After", "2");
        }
        read(transcriber, "").then().statusCode(200);
    }

    // Posting
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void what_a_bot_posts_is_stored_and_told() {
        begins(transcriber)
                .then()
                .statusCode(200)
                .body("status", equalTo("processed"))
                .body("stored", equalTo(0));
        transcriber
                .posts(segment(1, "One."), segment(2, "Two."), new JsonObject().put("text", "When?"))
                .then()
                .statusCode(200)
                .body("status", equalTo("processed"))
                .body("meeting_id", equalTo((int) transcriber.meetingId()))
                .body("stored", equalTo(2))
                .body("ignored", equalTo(1));
        transcriber.posts(segment(1, "One.")).then().statusCode(200).body("stored", equalTo(0));

        read(transcriber, "").then().body("segments.text", contains("One.", "Two."));
    }

    @Test
    void a_bot_shows_its_token_in_one_of_three_ways() {
        String body = transcriber
                .message("transcription", segment(1, "x"))
                .put("token", null)
                .encode();
        Bot bot = Bot.of(transcriber.meetingId());

        given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + transcriber.token())
                .body(body)
                .post("/internal/transcripts")
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", bot.token())
                .body(body)
                .post("/internal/transcripts")
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .queryParam("token", bot.token())
                .body(body)
                .post("/internal/transcripts")
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", bot.token().replaceAll(".$", "_"))
                .body(body)
                .post("/internal/transcripts")
                .then()
                .statusCode(401);
        Transcriber.post(body).then().statusCode(401).body("detail", equalTo("The bot's token is missing or wrong."));
    }

    @Test
    void the_token_of_another_meeting_opens_nothing() {
        Transcriber other = Transcriber.of(User.withLimit(1));

        transcriber
                .withToken(other.token())
                .posts(segment(1, "x"))
                .then()
                .statusCode(403)
                .body("detail", equalTo("The token was made for another meeting than the message names."));
        transcriber.withToken(user.key()).posts(segment(1, "x")).then().statusCode(401);
        String body = transcriber
                .message("transcription", segment(1, "x"))
                .put("token", null)
                .encode();
        given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", Bot.of(other.meetingId()).token())
                .body(body)
                .post("/internal/transcripts")
                .then()
                .statusCode(401);
        assertThat(transcriber.rows() + other.rows()).isZero();
    }

    @Test
    void words_of_a_redacted_meeting_are_gone_for_good() {
        transcriber.posts(segment(1, "Forget me.")).then().statusCode(200);
        Bot.of(transcriber.meetingId()).inMeeting().reports("completed");
        user.request()
                .delete("/meetings/google_meet/" + transcriber.meet())
                .then()
                .statusCode(200);

        transcriber
                .posts(segment(2, "And me."))
                .then()
                .statusCode(410)
                .body("detail", equalTo("What was said in this meeting was deleted, and nothing more of it is kept."));
        begins(transcriber).then().statusCode(410);

        read(transcriber, "").then().statusCode(404);
        user.request().get("/transcripts/search?q=forget").then().body("results", empty());
        assertThat(transcriber.rows()).isZero();
        assertThat(Database.number(
                        "select count(*) from transcript_sessions where meeting_id = $1", transcriber.meetingId()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": \"transcription\" | 400 | The message is not valid JSON.",
                "[]                           | 400 | The message must be a JSON object.",
                "{\"type\": \"party\"}        | 422 | type must be session_start, transcription or session_end, not party."
            })
    void what_is_no_message_is_answered_with_a_sentence(String body, int status, String detail) {
        Transcriber.post(body).then().statusCode(status).body("detail", equalTo(detail));
    }

    // For services
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void a_bot_and_an_admin_read_the_segments_of_a_meeting_and_nobody_else() {
        begins(transcriber);
        transcriber.posts(segment(1, "One."), segment(2, "Two.")).then().statusCode(200);
        String path = "/internal/transcripts/" + transcriber.meetingId();

        List<Response> allowed = List.of(
                given().header("Authorization", "bearer " + transcriber.token()).get(path),
                given().header(
                                "X-Internal-Secret",
                                Bot.of(transcriber.meetingId()).token())
                        .get(path),
                User.admin().get(path));
        assertThat(allowed)
                .allSatisfy(answer -> answer.then()
                        .statusCode(200)
                        .body("text", contains("One.", "Two."))
                        .body("absolute_start_time", contains("2026-03-01T10:00:01Z", "2026-03-01T10:00:02Z"))
                        .body("completed", everyItem(equalTo(true))));

        Transcriber other = Transcriber.of(User.withLimit(1));
        given().get(path).then().statusCode(401);
        user.request().get(path).then().statusCode(401);
        given().header("Authorization", "Bearer " + other.token())
                .get(path)
                .then()
                .statusCode(401);
        given().header("X-Internal-Secret", Bot.of(other.meetingId()).token())
                .get(path)
                .then()
                .statusCode(401);
        given().header("X-Admin-API-Key", "guess").get(path).then().statusCode(403);
        User.admin().get("/internal/transcripts/999999999").then().statusCode(404);
    }
}
