package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.platform.ServerKey;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a redaction nothing is left of what people said, wrote or are called; what is left tells no more than that. */
@QuarkusTest
class RedactionTest {

    /** Nothing in it but random ids. */
    private static final Set<String> HARMLESS = Set.of("meeting_sessions");

    @Inject
    StagedRuntime runtime;

    @Inject
    Pool pool;

    private User user;
    private String zoomId;
    /** Part of every text that anybody puts anywhere in these tests. */
    private String mark;
    /** The passcode: a word of its own, since it is masked in all others. */
    private String secret;

    @BeforeEach
    void aUser() {
        user = User.withLimit(5);
        zoomId = "7%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
        mark = "zq" + word();
        secret = "sq" + word();
    }

    private static String word() {
        return User.newMeet().replace("-", "") + ThreadLocalRandom.current().nextInt(1000, 9999);
    }

    @Test
    void nothing_is_left_in_any_column_of_any_table() {
        int id = aLifeFullOfWords();
        List<String> before = columnsWith(mark);
        assertThat(before)
                .contains(
                        "meetings.bot_order",
                        "meetings.data",
                        "meetings.bot_container_id",
                        "meetings.error_details",
                        "meetings.completion_reason",
                        "status_transitions.reason",
                        "status_transitions.completion_reason",
                        "status_transitions.failure_stage",
                        "status_transitions.error_details",
                        "events.data",
                        "commands.payload",
                        "heartbeats.progress",
                        "meeting_logs.lines",
                        "transcriptions.text",
                        "transcriptions.speaker",
                        "transcriptions.search",
                        "transcript_sessions.session_uid",
                        "post_meeting_jobs.audio_url",
                        "post_meeting_jobs.given_text",
                        "post_meeting_jobs.summary",
                        "post_meeting_jobs.error_message",
                        "tasks.title",
                        "tasks.owner",
                        "tasks.due",
                        "webhook_deliveries.payload",
                        "webhook_deliveries.response",
                        "webhook_endpoints.url");
        assertThat(columnsWith(zoomId))
                .contains("meetings.platform_specific_id", "events.data", "idempotency_keys.answer");
        assertThat(columnsWith(secret)).containsExactly("meetings.bot_order");
        redact().then().statusCode(200);
        assertThat(columnsWith(mark)).isEmpty();
        assertThat(columnsWith(zoomId)).isEmpty();
        assertThat(columnsWith(secret)).isEmpty();
        user.meeting(id).then().statusCode(200).body("data.redacted", equalTo(true));
    }

    @Test
    void nothing_comes_in_afterwards() {
        int id = aLifeFullOfWords();
        Bot bot = Bot.of(id);
        redact().then().statusCode(200);
        bot.reports("active", words()).then().statusCode(200).body("status", equalTo("processed"));
        bot.reports("completed", words()).then().statusCode(200);
        bot.reports(mark, words()).then().statusCode(200);
        bot.post("heartbeat", "\"progress\": {\"said\": \"%s\"}".formatted(mark))
                .then()
                .statusCode(200);
        runtime.tell(Workload.handleOf(id, 1), new Observation.Ended(137, mark, "last words " + mark));
        await().until(() -> runtime.deleted(Workload.handleOf(id, 1)));
        assertThat(columnsWith(mark)).isEmpty();
        assertThat(columnsWith(zoomId)).isEmpty();
        assertThat(Database.number(
                        "select count(*) from status_transitions where meeting_id = $1 and kind = 'evidence'",
                        (long) id))
                .isGreaterThan(0);
    }

    @Test
    void what_comes_in_at_the_same_moment_leaves_nothing_either() {
        int id = aLifeFullOfWords();
        Bot bot = Bot.of(id);
        List<Callable<Response>> calls = new ArrayList<>();
        calls.add(this::redact);
        for (int i = 0; i < 8; i++) {
            calls.add(() -> edit("{\"data\": {\"name\": \"%s\"}}".formatted(mark)));
            calls.add(() -> bot.reports("failed", words()));
        }
        List<Response> answers = AtOnce.all(calls);
        answers.get(0).then().statusCode(200);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 404));
        assertThat(columnsWith(mark)).isEmpty();
    }

    @Test
    void that_it_took_place_and_how_it_ended_is_left() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");
        long revision = Database.number("select revision from meetings where id = $1", (long) id);
        redact(meet)
                .then()
                .statusCode(200)
                .body("message", equalTo("Meeting google_meet/" + meet + " transcripts deleted and data anonymized"));
        user.meeting(id)
                .then()
                .body("status", equalTo("completed"))
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", nullValue())
                .body("constructed_meeting_url", nullValue())
                .body("completion_reason", equalTo("left_alone"))
                .body("start_time", notNullValue())
                .body("end_time", notNullValue())
                .body("data.redacted", equalTo(true))
                .body(
                        "data.status_transition.to",
                        contains("requested", "joining", "awaiting_admission", "active", "completed"))
                .body("data.status_transition[4].exit_code", equalTo(0));
        user.request().get("/meetings/" + id + "/history").then().body("history.error_details", everyItem(nullValue()));
        assertThat(Database.number("select revision from meetings where id = $1", (long) id))
                .isGreaterThan(revision);
    }

    @Test
    void a_redacted_meeting_is_found_by_no_name() {
        String meet = User.newMeet();
        over(meet);
        redact(meet);
        user.request().get("/bots?search=" + meet).then().body("meetings", empty());
        user.stop(meet).then().statusCode(404);
        user.request()
                .body("{\"data\": {\"name\": \"x\"}}")
                .patch("/meetings/google_meet/" + meet)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active", "stopping"})
    void a_meeting_that_is_not_over_stays(String status) {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).reports(status);
        redact(meet)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", equalTo("Meeting not finalized; cannot delete transcripts. Current status: " + status));
        user.meeting(id).then().body("native_meeting_id", equalTo(meet));
    }

    @Test
    void a_meeting_that_failed_is_redacted_too() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).reports("failed", ", \"exit_code\": 1");
        redact(meet).then().statusCode(200);
        user.meeting(id).then().body("status", equalTo("failed")).body("failure_stage", equalTo("requested"));
    }

    @Test
    void doing_it_again_is_success() {
        String meet = User.newMeet();
        over(meet);
        redact(meet);
        for (int i = 0; i < 2; i++) {
            redact(meet)
                    .then()
                    .statusCode(200)
                    .body(
                            "message",
                            equalTo("Meeting google_meet/" + meet
                                    + " transcripts already deleted and data anonymized"));
        }
    }

    @Test
    void doing_it_again_is_success_after_a_change_of_the_servers_key() {
        String meet = User.newMeet();
        over(meet);
        redact(meet);
        String former = ConfigProvider.getConfig().getValue("rollcall.secret-key", String.class);
        Redaction changed = new Redaction(pool, new ServerKey("a new key of the server, long enough", former));
        assertThat(changed.redact(user.id(), new MeetingKey(Platform.GOOGLE_MEET, meet))
                        .await()
                        .atMost(Duration.ofSeconds(10)))
                .isEqualTo(Redaction.Outcome.REDACTED_BEFORE);
    }

    @Test
    void a_meeting_that_never_was_is_404() {
        redact(User.newMeet()).then().statusCode(404).body("detail", equalTo("Meeting not found"));
    }

    @Test
    void the_id_can_be_used_again_and_redacted_again() {
        String meet = User.newMeet();
        int first = over(meet);
        redact(meet);
        int next = user.send(meet).then().statusCode(201).extract().path("id");
        assertThat(next).isNotEqualTo(first);
        redact(meet).then().statusCode(409);
        Bot.of(next).inMeeting().reports("completed");
        redact(meet).then().statusCode(200);
        redact(meet).then().statusCode(200);
        user.meeting(next).then().body("native_meeting_id", nullValue());
    }

    @Test
    void all_meetings_of_the_id_are_redacted_or_none() {
        String meet = User.newMeet();
        int first = over(meet);
        int second = over(meet);
        int third = user.send(meet).path("id");
        redact(meet).then().statusCode(409);
        user.meeting(first).then().body("native_meeting_id", equalTo(meet));
        Bot.of(third).inMeeting().reports("completed");
        redact(meet).then().statusCode(200);
        for (int id : List.of(first, second, third)) {
            user.meeting(id).then().body("native_meeting_id", nullValue()).body("data.redacted", equalTo(true));
        }
    }

    @Test
    void more_meetings_than_one_transaction_takes_are_redacted_too() {
        String meet = User.newMeet();
        int id = over(meet);
        Database.run("""
                insert into meetings (user_id, platform, platform_specific_id, status)
                select m.user_id, m.platform, m.platform_specific_id, 'completed'
                from meetings m, generate_series(1, 1100)
                where m.id = $1
                """, (long) id);
        redact(meet).then().statusCode(200);
        assertThat(columnsWith(meet)).isEmpty();
    }

    @Test
    void another_meeting_of_the_same_user_stays_as_it_is() {
        String other = User.newMeet();
        int kept = over(other);
        String before = user.meeting(kept).asString();
        String meet = User.newMeet();
        over(meet);
        redact(meet).then().statusCode(200);
        assertThat(user.meeting(kept).asString()).isEqualTo(before);
    }

    @Test
    void a_request_that_is_repeated_after_the_redaction_sends_no_bot_and_tells_nothing() {
        int id = aLifeFullOfWords();
        redact();
        order().then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(id))
                .body("native_meeting_id", nullValue())
                .body("data.redacted", equalTo(true));
    }

    @Test
    void a_redacted_meeting_is_not_continued() {
        String meet = User.newMeet();
        int id = over(meet);
        redact(meet);
        int next = user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"continue_meeting\": true}"
                        .formatted(meet))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        assertThat(next).isNotEqualTo(id);
    }

    /** Whoever adds a table that knows of meetings says in Redaction what becomes of it, or here that it is harmless. */
    @Test
    void every_table_that_names_a_meeting_is_erased() {
        List<String> tables =
                Database.rows("""
                        select c.table_name
                        from information_schema.columns c
                        join information_schema.tables t using (table_schema, table_name)
                        join pg_class p on p.oid = format('%I.%I', table_schema, table_name)::regclass
                        where c.column_name = 'meeting_id'
                          and t.table_type = 'BASE TABLE'
                          and not p.relispartition -- a statement for the table is one for its partitions
                          and c.table_schema not in ('pg_catalog', 'information_schema')
                        """).stream().map(row -> row.getString(0)).toList();
        assertThat(tables).contains("status_transitions", "events");
        assertThat(tables)
                .filteredOn(table -> !HARMLESS.contains(table))
                .allSatisfy(table -> assertThat(Redaction.ERASURES)
                        .as(table)
                        .anyMatch(sql -> sql.matches("(?s)(update|delete from|insert into) " + table + "\\b.*")));
    }

    /** Everything that anybody can say of a meeting, in every place where it is kept. */
    private int aLifeFullOfWords() {
        int id = order().then().statusCode(201).extract().path("id");
        Bot bot = Bot.of(id);
        bot.reports("joining", words());
        bot.reports("dancing " + mark, words());
        bot.reports("needs_help", words());
        bot.reports("active", words());
        bot.post("heartbeat", "\"progress\": {\"said\": \"%s\"}".formatted(mark));
        edit("""
                {"data": {"name": "%1$s", "participants": ["Ada %1$s"], "notes": "who said %1$s?"}}
                """.formatted(mark));
        Database.run("""
                insert into commands (id, meeting_id, action, payload, state, expires_at)
                values (gen_random_uuid(), $1, 'speak', $2::jsonb, 'acknowledged', clock_timestamp())
                """, (long) id, new JsonObject().put("text", mark));
        Database.run("""
                insert into transcript_sessions (meeting_id, session_uid, started_at, told)
                values ($1, $2, now(), true)
                """, (long) id, mark);
        Database.run("""
                insert into transcriptions (meeting_id, user_id, segment_key, start_at, start_time, end_time, text, speaker)
                values ($1, $3, $2, now(), 0, 1, $2, $2)
                """, (long) id, mark, user.id());
        Database.run("""
                with job as (
                    insert into post_meeting_jobs (
                        meeting_id, user_id, source, audio_url, given_text, summary, error_message, next_attempt_at)
                    values ($1, $3, 'request', $2, $2, $2, $2, now() + interval '1 hour')
                    returning id)
                insert into tasks (id, job_id, meeting_id, user_id, place, title, owner, due)
                select 'task_' || $1::bigint, id, $1, $3, 0, $2, $2, $2 from job
                """, (long) id, mark, user.id());
        bot.reports("failed", words());
        Database.run(
                """
                insert into webhook_deliveries (endpoint_id, user_id, meeting_id, event_id, event_type, payload, response)
                values (0, $1, $2, 'evt_' || $2::bigint, 'bot.failed', $4::jsonb, $3)
                """,
                user.id(),
                (long) id,
                mark,
                new JsonObject()
                        .put(
                                "data",
                                new JsonObject()
                                        .put(
                                                "meeting",
                                                new JsonObject().put("id", id).put("native_meeting_id", zoomId))
                                        .put("status_change", new JsonObject().put("reason", mark))));
        Database.run(
                "insert into webhook_endpoints (user_id, meeting_id, url) values ($1, $2, $3)",
                user.id(),
                (long) id,
                "https://example.org/" + mark);
        // what an end removes, for a service that was killed in the middle of it
        Database.run(
                "insert into heartbeats (meeting_id, progress) values ($1, $2::jsonb)",
                (long) id,
                new JsonObject().put("said", mark));
        return id;
    }

    private Response order() {
        return user.request()
                .header("Idempotency-Key", "key " + mark)
                .body("""
                        {"platform": "zoom", "native_meeting_id": "%2$s", "passcode": "%3$s", "bot_name": "%1$s",
                         "meeting_url": "https://zoom.us/j/%2$s?pwd=%3$s", "zoom_obf_token": "%3$s",
                         "default_avatar_url": "https://example.org/%1$s", "simulate": {"note": "%1$s"}}
                        """.formatted(mark, zoomId, secret))
                .post("/bots");
    }

    /** Of a callback: everything in it that is free text. */
    private String words() {
        return """
                , "reason": "%1$s", "container_id": "%1$s", "completion_reason": "%1$s", "failure_stage": "%1$s",
                "exit_code": 1, "error_details": {"error_message": "%1$s", "context": {"%1$s": "%2$s"}},
                "platform_specific_error": "%1$s", "bot_logs": ["%1$s", "opening https://zoom.us/j/%2$s"], "speaker_events": [{"name": "%1$s"}]
                """.formatted(mark, zoomId);
    }

    private int over(String meet) {
        int id = user.send(meet).then().statusCode(201).extract().path("id");
        Bot.of(id).inMeeting().reports("completed");
        return id;
    }

    private Response edit(String body) {
        return user.request().body(body).patch("/meetings/zoom/" + zoomId);
    }

    private Response redact() {
        return user.request().delete("/meetings/zoom/" + zoomId);
    }

    private Response redact(String meet) {
        return user.request().delete("/meetings/google_meet/" + meet);
    }

    /** Every column of every table that holds the text, also in other case and as bytes. */
    private static List<String> columnsWith(String text) {
        List<String> found = new ArrayList<>();
        String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        Database.rows("""
                        select c.table_schema, c.table_name, c.column_name
                        from information_schema.columns c
                        join information_schema.tables t using (table_schema, table_name)
                        where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
                        order by c.table_name, c.ordinal_position
                        """).forEach(column -> {
            String where = "select count(*) from \"%s\".\"%s\" where \"%s\"::text ilike any (array[$1, $2])"
                    .formatted(column.getString(0), column.getString(1), column.getString(2));
            if (Database.number(where, "%" + text + "%", "%" + bytes + "%") > 0) {
                found.add(column.getString(1) + "." + column.getString(2));
            }
        });
        return found;
    }
}
