package dev.rollcall.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AnalyticsTest {

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    private static ValidatableResponse read(String path) {
        return User.admin().get("/admin/analytics/" + path).then().statusCode(200);
    }

    private ValidatableResponse details() {
        return read("users/" + user.id() + "/details");
    }

    @Test
    void the_newest_users_come_first_and_pages_follow_each_other() {
        User newer = User.withLimit(3);

        List<Integer> first = read("users?limit=1").extract().path("id");
        List<Integer> both = read("users?limit=2").extract().path("id");
        List<Integer> second = read("users?limit=1&skip=1").extract().path("id");

        assertThat(first).containsExactly((int) newer.id());
        assertThat(both).containsExactly((int) newer.id(), (int) user.id());
        assertThat(second).containsExactly((int) user.id());
    }

    @Test
    void a_user_is_a_line_without_what_is_stored_with_it() {
        User.admin().body("{\"name\": \"Ada\", \"data\": {\"plan\": \"gold\"}}").patch("/admin/users/" + user.id());
        String email = Database.text("select email from users where id = $1", user.id());

        read("users?limit=1")
                .body("[0]", aMapWithSize(7))
                .body("[0].id", equalTo((int) user.id()))
                .body("[0].email", equalTo(email))
                .body("[0].name", equalTo("Ada"))
                .body("[0]", hasKey("image_url"))
                .body("[0].max_concurrent_bots", nullValue())
                .body("[0].created_at", notNullValue())
                .body("[0].updated_at", notNullValue());
    }

    @Test
    void everybodys_meetings_come_the_newest_first() {
        int older = (int) user.sent();
        String meet = User.newMeet();
        int newer = User.withLimit(1).send(meet).path("id");

        read("meetings?limit=2").body("id", contains(newer, older));
        read("meetings?limit=1&skip=1").body("id", contains(older));
        read("meetings?limit=1")
                .body("[0]", aMapWithSize(11))
                .body("[0].user_id", notNullValue())
                .body("[0].platform", equalTo("google_meet"))
                .body("[0].native_meeting_id", equalTo(meet))
                .body("[0].status", equalTo("requested"))
                .body("[0].start_time", nullValue())
                .body("[0].end_time", nullValue())
                .body("[0].created_at", notNullValue())
                .body("[0].updated_at", notNullValue())
                .body("[0].completion_reason", nullValue())
                .body("[0].failure_stage", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "meetings"})
    void all_that_is_wrong_with_a_page_is_named_at_once(String list) {
        User.admin()
                .get("/admin/analytics/" + list + "?skip=-1&limit=1001")
                .then()
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("skip", "limit"));
    }

    @ParameterizedTest
    @CsvSource({
        "meetings/999999999999/telematics, Meeting not found",
        "users/999999999999/details, User not found",
    })
    void what_is_not_there_is_404(String path, String sentence) {
        User.admin().get("/admin/analytics/" + path).then().statusCode(404).body("detail", equalTo(sentence));
    }

    @Test
    void a_meeting_is_shown_in_times_and_durations() {
        int id = (int) user.sent();
        Bot bot = Bot.of(id).inMeeting();
        bot.heartbeat();
        bot.reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");

        read("meetings/" + id + "/telematics")
                .body("meeting.id", equalTo(id))
                .body("meeting.user.id", equalTo((int) user.id()))
                .body("meeting.status", equalTo("completed"))
                .body("meeting.data", equalTo(Map.of("completion_reason", "left_alone")))
                .body("sessions", hasSize(1))
                .body("sessions[0].meeting_id", equalTo(id))
                .body("sessions[0].session_uid", equalTo(bot.connectionId().toString()))
                .body("sessions[0].session_start_time", notNullValue())
                .body("transcription_stats", nullValue())
                .body("performance_metrics.join_time", notNullValue())
                .body("performance_metrics.admission_time", notNullValue())
                .body("performance_metrics.total_duration", notNullValue())
                .body("performance_metrics.bot_uptime", notNullValue())
                .body("stages.status", contains("requested", "joining", "awaiting_admission", "active"))
                .body("stages.seconds", hasSize(4))
                .body("stages[3].left_at", notNullValue())
                .body("heartbeats.last_heartbeat_at", notNullValue())
                .body("heartbeats.silent_seconds", nullValue())
                .body("transitions.to", contains("requested", "joining", "awaiting_admission", "active", "completed"))
                .body("transitions[4].completion_reason", equalTo("left_alone"))
                .body("transitions[4].exit_code", equalTo(0));
    }

    @Test
    void a_meeting_under_way_is_not_measured_yet() {
        long id = Bot.of(user.sent()).inMeeting().meetingId();
        Bot.of(id).heartbeat();

        read("meetings/" + id + "/telematics")
                .body("performance_metrics", nullValue())
                .body("stages[3].left_at", nullValue())
                .body("heartbeats.first_heartbeat_at", notNullValue())
                .body("heartbeats.silent_seconds", notNullValue());
    }

    @Test
    void a_bot_that_never_sent_a_heartbeat_is_not_silent() {
        long id = user.sent();
        read("meetings/" + id + "/telematics")
                .body("heartbeats.last_heartbeat_at", nullValue())
                .body("heartbeats.silent_seconds", nullValue());
    }

    @Test
    void sessions_and_the_transcript_come_as_asked() {
        long id = user.sent();
        said(id, 0, 1.5, "Ada", "en");
        said(id, 2, 4, "Grace", "de");
        said(id, 5, 6, "Ada", "en");

        read("meetings/" + id + "/telematics?include_transcriptions=true&include_sessions=false")
                .body("sessions", empty())
                .body("transcription_stats.total_transcriptions", equalTo(3))
                .body("transcription_stats.total_duration", equalTo(4.5f))
                .body("transcription_stats.unique_speakers", equalTo(2))
                .body("transcription_stats.languages_detected", contains("de", "en"));
    }

    @Test
    void a_segment_whose_times_are_none_measures_nothing() {
        long id = user.sent();
        said(id, 0, 1.5, "Ada", "en");
        said(id, Double.NaN, Double.POSITIVE_INFINITY, "Ada", "en");

        read("meetings/" + id + "/telematics?include_transcriptions=true")
                .body("transcription_stats.total_transcriptions", equalTo(2))
                .body("transcription_stats.total_duration", equalTo(1.5f));
    }

    @Test
    void a_meeting_without_a_transcript_has_no_statistics_of_one() {
        long id = user.sent();
        read("meetings/" + id + "/telematics?include_transcriptions=true").body("transcription_stats", nullValue());
    }

    @Test
    void neither_words_nor_secrets_are_shown() {
        int id = user.request()
                .body("{\"platform\": \"zoom\", \"native_meeting_id\": \"1%09d\", \"passcode\": \"s3cret\"}"
                        .formatted(System.nanoTime() % 1_000_000_000))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Bot bot = Bot.of(id).inMeeting();
        bot.reports("failed", ", \"reason\": \"w0rds of Ada\", \"error_details\": \"w0rds\", \"exit_code\": 1");
        said(id, 0, 1, "w0rds", "en");

        String all = read("meetings/" + id + "/telematics?include_transcriptions=true")
                        .extract()
                        .asString()
                + details().extract().asString()
                + read("meetings?limit=1").extract().asString()
                + read("users?limit=1").extract().asString();

        assertThat(all).doesNotContain("s3cret", "w0rds", bot.token(), user.key());
    }

    @Test
    void of_a_redacted_meeting_only_times_are_left() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"Ada closed it\", \"exit_code\": 0");
        said(id, 0, 1, "Grace", "en");
        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);

        String telematics = read("meetings/" + id + "/telematics?include_transcriptions=true")
                .body("meeting.native_meeting_id", nullValue())
                .body("meeting.constructed_meeting_url", nullValue())
                .body("meeting.bot_container_id", notNullValue()) // our own name of the workload
                .body("transcription_stats", nullValue())
                .body("stages", hasSize(4))
                .extract()
                .asString();
        String line =
                read("meetings?limit=1").body("[0].id", equalTo(id)).extract().asString();

        assertThat(telematics + line).doesNotContain(meet, "Ada", "Grace");
        details().body("meeting_stats.total_meetings", equalTo(1));
    }

    @Test
    void a_user_is_shown_in_numbers() {
        long completed = Bot.of(user.sent()).inMeeting().meetingId();
        Bot.of(completed).reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");
        Database.run("update meetings set end_time = start_time + interval '90 seconds' where id = $1", completed);
        Bot.of(user.sent()).reports("failed", ", \"exit_code\": 1");
        user.sent();
        String leaving = User.newMeet();
        Bot.of(user.send(leaving).<Integer>path("id")).inMeeting();
        user.stop(leaving);

        details()
                .body("user.id", equalTo((int) user.id()))
                .body("user.email", notNullValue())
                .body("user", hasKey("data"))
                .body("meeting_stats.total_meetings", equalTo(4))
                .body("meeting_stats.completed_meetings", equalTo(1))
                .body("meeting_stats.failed_meetings", equalTo(1))
                .body("meeting_stats.active_meetings", equalTo(1))
                .body("meeting_stats.stopping_meetings", equalTo(1))
                .body("meeting_stats.total_duration", equalTo(90.0f))
                .body("meeting_stats.average_duration", equalTo(90.0f))
                .body("usage_patterns.most_used_platform", equalTo("google_meet"))
                .body("usage_patterns.meetings_per_day", equalTo(4.0f))
                .body("usage_patterns.peak_usage_hours.size()", greaterThanOrEqualTo(1))
                .body("usage_patterns.last_activity", notNullValue())
                .body("slots.used", equalTo(1))
                .body("slots.stopping", equalTo(1))
                .body("slots.limit", nullValue())
                .body("api_tokens", hasSize(1))
                .body("api_tokens[0].token", equalTo("********"))
                .body("api_tokens[0].user_id", equalTo((int) user.id()))
                .body("api_tokens[0].scopes", empty())
                .body("api_tokens[0].last_used_at", notNullValue());
    }

    @Test
    void a_user_counts_the_own_meetings_alone() {
        User.withLimit(1).sent();
        details()
                .body("meeting_stats.total_meetings", equalTo(0))
                .body("meeting_stats.total_duration", nullValue())
                .body("meeting_stats.average_duration", nullValue())
                .body("usage_patterns.most_used_platform", nullValue())
                .body("usage_patterns.meetings_per_day", equalTo(0.0f))
                .body("usage_patterns.peak_usage_hours", empty())
                .body("usage_patterns.last_activity", nullValue());
    }

    @Test
    void the_hours_of_the_day_are_counted_in_utc() {
        for (int hour : List.of(7, 7, 7, 9, 9, 3, 3, 23)) {
            long id = user.sent();
            Database.run(
                    "update meetings set created_at = ('2026-01-01T' || lpad($2::text, 2, '0') || ':30:00Z')::timestamptz"
                            + " where id = $1",
                    id,
                    String.valueOf(hour));
        }
        details()
                .body("usage_patterns.peak_usage_hours", contains(7, 3, 9))
                .body("usage_patterns.last_activity", equalTo("2026-01-01T23:30:00Z"));
    }

    private static void said(long meetingId, double from, double to, String speaker, String language) {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, segment_key, start_at, start_time, end_time, text, speaker, language)
                select id, user_id, 'at:' || $2::float8, now(), $2, $3, 'w0rds', $4, $5
                from meetings
                where id = $1
                """, meetingId, from, to, speaker, language);
    }
}
