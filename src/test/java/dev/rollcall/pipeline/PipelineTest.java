package dev.rollcall.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.rollcall.pipeline.Conversation.Said;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.User;
import dev.rollcall.webhook.Post;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a meeting's end, or a request, to its tasks, by the embedded extractor. */
@QuarkusTest
class PipelineTest {

    private static final String PROMISE = "Ada: I will send the contract by Friday.";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Inject
    MeetingEnds ends;

    @Inject
    JobResults results;

    private User user;
    private String meet;
    private long meeting;

    @BeforeEach
    void aMeeting() {
        user = User.withLimit(3);
        meet = User.newMeet();
        meeting = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
    }

    private Response ask(String fields) {
        return ask(user, meeting, fields);
    }

    private static Response ask(User asking, long bot, String fields) {
        return asking.request()
                .body("{\"user_id\": \"%d\", \"bot_id\": \"%d\"%s}".formatted(asking.id(), bot, fields))
                .post("/api/v1/create-tasks-from-audio");
    }

    private Response askFor(String text) {
        return ask(", \"text\": \"%s\"".formatted(text));
    }

    private JsonPath done() {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> user.request()
                        .get("/meetings/" + meeting + "/tasks")
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("done")));
        return user.request().get("/meetings/" + meeting + "/tasks").jsonPath();
    }

    private void wantTasks() {
        user.request()
                .body("{\"post_meeting_tasks\": true}")
                .put("/user/post-meeting")
                .then()
                .statusCode(200)
                .body("post_meeting_tasks", equalTo(true));
    }

    private long jobs() {
        return Database.number("select count(*) from post_meeting_jobs where meeting_id = $1", meeting);
    }

    private List<String> told() {
        return Database.rows("""
                        select case type when 'pipeline.status_change' then data ->> 'status' else type end
                        from events
                        where user_id = $1 and meeting_id = $2 and type <> 'meeting.status_change'
                        order by seq
                        """, user.id(), meeting).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private void said(String speaker, String text) {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, segment_key, session_uid, start_at, start_time, end_time, text, speaker)
                values ($1, $2, $3, 'bot', now(), 7.5, 9, $5, $4)
                """, meeting, user.id(), UUID.randomUUID().toString(), speaker, text);
    }

    @Test
    void a_text_becomes_summary_and_tasks_that_tell_where_they_were_said() {
        askFor("Bob: Good morning.\\n" + PROMISE)
                .then()
                .statusCode(202)
                .body("bot_id", equalTo(String.valueOf(meeting)))
                .body("user_id", equalTo(String.valueOf(user.id())))
                .body("status", equalTo("transcribing"))
                .body("result_data", nullValue());

        JsonPath result = done();

        assertThat(result.getString("session_id")).startsWith("session_");
        assertThat(result.getString("summary")).isNotBlank();
        assertThat(result.getList("tasks")).hasSize(1);
        assertThat(result.getString("tasks[0].id")).startsWith("task_");
        assertThat(result.getString("tasks[0].title")).containsIgnoringCase("contract");
        assertThat(result.getString("tasks[0].owner")).isEqualTo("Ada");
        assertThat(result.getString("tasks[0].due")).containsIgnoringCase("Friday");
        assertThat(Database.text(
                        "select speaker from transcriptions where id = $1", result.getLong("tasks[0].segment.id")))
                .isEqualTo("Ada");
        assertThat(told())
                .containsExactly("transcribing", "analyzing_meeting", "creating_tasks", "done", "tasks.created");
        assertThat(Database.rows("select given_text, audio_url from post_meeting_jobs where meeting_id = $1", meeting))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("given_text")).isNull();
                    assertThat(row.getString("audio_url")).isNull();
                });
        user.request()
                .get("/transcripts/google_meet/" + meet)
                .then()
                .body("segments.text", contains("Good morning.", "I will send the contract by Friday."));
    }

    @Test
    void without_text_and_recording_the_transcript_that_is_there_is_used() {
        said("Ada", "I will send the contract by Friday.");

        ask("").then().statusCode(202);

        JsonPath result = done();
        assertThat(result.getList("tasks")).hasSize(1);
        assertThat(result.getDouble("tasks[0].segment.start")).isEqualTo(7.5);
    }

    @Test
    void the_same_request_at_the_same_moment_makes_one_job() {
        List<Response> answers = AtOnce.times(16, number -> askFor(PROMISE));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 202));
        String session = done().getString("session_id");
        assertThat(told())
                .containsExactly("transcribing", "analyzing_meeting", "creating_tasks", "done", "tasks.created");
        askFor(PROMISE)
                .then()
                .statusCode(200)
                .body("status", equalTo("done"))
                .body("session_id", equalTo(session))
                .body("result_data.tasks", hasSize(1));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void other_words_after_the_end_run_it_again_without_doubles() {
        askFor(PROMISE).then().statusCode(202);
        String id = done().getString("tasks[0].id");

        askFor(PROMISE + "\\nBob: I will call the bank tomorrow.").then().statusCode(202);

        await().atMost(TIMEOUT).until(() -> done().getList("tasks").size() == 2);
        assertThat(done().<String>getList("tasks.id")).contains(id).doesNotHaveDuplicates();
        assertThat(Database.number("select count(*) from tasks where meeting_id = $1", meeting))
                .isEqualTo(2);
    }

    @Test
    void other_words_have_to_wait_while_some_are_worked_on() {
        Database.run("""
                insert into post_meeting_jobs (meeting_id, user_id, source, input_hash, next_attempt_at)
                values ($1, $2, 'request', '\\x00', now() + interval '1 hour')
                """, meeting, user.id());

        askFor(PROMISE).then().statusCode(409).header("Retry-After", notNullValue());
    }

    /** A bot service sends its recording just when the end of the meeting has begun the work without it. */
    @Test
    void a_request_with_words_takes_the_place_of_what_the_end_began() {
        Database.run("""
                insert into post_meeting_jobs (meeting_id, user_id, source, next_attempt_at)
                values ($1, $2, 'meeting_end', now() + interval '1 hour')
                """, meeting, user.id());

        askFor(PROMISE).then().statusCode(202);

        assertThat(done().getList("tasks")).hasSize(1);
    }

    @Test
    void what_ended_in_error_is_tried_again_when_it_is_asked_for_again() {
        Database.run("""
                insert into post_meeting_jobs (meeting_id, user_id, source, status, error_message, next_attempt_at)
                values ($1, $2, 'request', 'error', 'No.', null)
                """, meeting, user.id());

        ask("").then().statusCode(202).body("error_message", nullValue());

        assertThat(done().getList("tasks")).isEmpty();
    }

    @Test
    void a_user_asks_for_own_bots_only() {
        User other = User.withLimit(1);
        String body = "{\"user_id\": %d, \"bot_id\": %d, \"text\": \"x\"}";

        given().contentType(ContentType.JSON)
                .body(body.formatted(user.id(), meeting))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(401);
        other.request()
                .body(body.formatted(user.id(), meeting))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(403);
        other.request()
                .body(body.formatted(other.id(), meeting))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(404);
        ask(user, 999_999_999L, "").then().statusCode(404);
        other.request().get("/meetings/" + meeting + "/tasks").then().statusCode(404);
        assertThat(jobs()).isZero();
    }

    @Test
    void a_user_is_known_by_the_external_id_too_and_an_admin_asks_for_anybody() {
        String external = "user_" + UUID.randomUUID();
        Database.run("update users set external_id = $2 where id = $1", user.id(), external);

        User.admin()
                .body("{\"user_id\": \"%s\", \"bot_id\": %d, \"text\": \"Ada: Hello.\"}".formatted(external, meeting))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(202)
                .body("user_id", equalTo(external));

        assertThat(done().getList("tasks")).isEmpty();
        User.admin()
                .body("{\"user_id\": \"nobody\", \"bot_id\": %d}".formatted(meeting))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(404);
    }

    @Test
    void every_wrong_field_is_named() {
        user.request()
                .body("{\"audio_url\": \"http://127.0.0.1/a.mp3\", \"text\": \" \", \"bot_id\": true}")
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("user_id", "bot_id", "audio_url", "text"));
        ask(", \"audio_url\": \"https://example.org/a.mp3\"")
                .then()
                .statusCode(422)
                .body("detail", startsWith("This installation has no transcription service"));
    }

    @Test
    void a_meeting_that_ends_gets_its_tasks_where_its_user_wants_them() {
        wantTasks();
        said("Ada", "I will send the contract by Friday.");

        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);

        assertThat(done().getList("tasks")).hasSize(1);
    }

    @Test
    void so_does_one_that_failed_after_it_was_active_and_without_words_there_is_nothing_to_do() {
        wantTasks();

        Bot.of(meeting)
                .inMeeting()
                .reports("failed", ", \"exit_code\": 1")
                .then()
                .statusCode(200);

        JsonPath result = done();
        assertThat(result.getList("tasks")).isEmpty();
        assertThat(result.getString("summary")).isNull();
    }

    @Test
    void one_that_was_never_active_or_whose_user_does_not_want_them_gets_none() {
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);
        wantTasks();
        long never = user.sent();
        Bot.of(never).reports("failed", ", \"exit_code\": 1").then().statusCode(200);
        ends.repair().await().atMost(TIMEOUT);

        assertThat(jobs()).isZero();
        assertThat(Database.number("select count(*) from post_meeting_jobs where meeting_id = $1", never))
                .isZero();
        user.request().get("/meetings/" + never + "/tasks").then().statusCode(404);
    }

    /** As if the replica had died between the end and its effect. */
    @Test
    void an_end_that_got_no_job_gets_it_from_whoever_looks_next() {
        wantTasks();
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);
        done();
        Database.run("delete from post_meeting_jobs where meeting_id = $1", meeting);

        ends.repair().await().atMost(TIMEOUT);

        done();
    }

    @Test
    void a_look_finds_nothing_twice() {
        wantTasks();
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);
        String session = done().getString("session_id");

        AtOnce.times(8, number -> {
            ends.repair().await().atMost(TIMEOUT);
            return true;
        });

        assertThat(done().getString("session_id")).isEqualTo(session);
    }

    @Test
    void a_meeting_that_went_on_and_ended_again_is_worked_on_again() {
        wantTasks();
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);
        String session = done().getString("session_id");
        said("Ada", "I will send the contract by Friday.");
        Database.run("update meetings set end_time = clock_timestamp() where id = $1", meeting);

        ends.repair().await().atMost(TIMEOUT);

        await().atMost(TIMEOUT).until(() -> done().getList("tasks").size() == 1);
        assertThat(done().getString("session_id")).isNotEqualTo(session);
    }

    @Test
    void an_admin_may_say_it_for_a_user() {
        User.admin()
                .body("{\"post_meeting_tasks\": true}")
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200)
                .body("post_meeting_tasks", equalTo(true));
        user.request().get("/user/post-meeting").then().body("post_meeting_tasks", equalTo(true));
        User.admin().body("{\"name\": \"Ada\"}").patch("/admin/users/" + user.id());
        User.admin().get("/admin/users/" + user.id()).then().body("post_meeting_tasks", equalTo(true));
        user.request()
                .body("{\"post_meeting_tasks\": false}")
                .put("/user/post-meeting")
                .then()
                .body("post_meeting_tasks", equalTo(false));
        for (String wrong : List.of("{}", "{\"post_meeting_tasks\": \"yes\"}", "{\"post_meeting_tasks\": null}")) {
            user.request().body(wrong).put("/user/post-meeting").then().statusCode(422);
        }
    }

    @Test
    void a_step_of_a_replica_that_died_is_done_by_another_when_its_lease_is_over() {
        Database.run("""
                insert into post_meeting_jobs (
                    meeting_id, user_id, source, status, attempts, lease_owner, next_attempt_at)
                values ($1, $2, 'request', 'creating_tasks', 1, gen_random_uuid(), now() + interval '700 milliseconds')
                """, meeting, user.id());

        done();

        assertThat(told()).containsExactly("done", "tasks.created");
    }

    @Test
    void a_step_that_is_broken_off_again_and_again_ends_in_error() {
        Database.run("""
                insert into post_meeting_jobs (meeting_id, user_id, source, status, attempts)
                values ($1, $2, 'request', 'analyzing_meeting', 99)
                """, meeting, user.id());

        await().atMost(TIMEOUT)
                .untilAsserted(() -> user.request()
                        .get("/meetings/" + meeting + "/tasks")
                        .then()
                        .body("status", equalTo("error"))
                        .body("error_message", equalTo("The step analyzing_meeting was broken off again and again.")));
    }

    @Test
    void whoever_has_lost_the_lease_writes_nothing() {
        Row row = Database.rows("""
                insert into post_meeting_jobs (meeting_id, user_id, source, status, lease_owner, next_attempt_at)
                values ($1, $2, 'request', 'creating_tasks', gen_random_uuid(), now() + interval '1 hour')
                returning id
                """, meeting, user.id()).get(0);
        Job stale = new Job(
                row.getLong(0),
                UUID.randomUUID(),
                meeting,
                user.id(),
                PipelineStatus.CREATING_TASKS,
                null,
                null,
                true,
                "late",
                1,
                Instant.now());
        var task = new FoundTask("Late", null, null, null, null, new Said(1, "k", null, 0, "", null));

        assertThat(results.finished(stale, List.of(task)).await().atMost(TIMEOUT))
                .isFalse();
        assertThat(results.transcribed(stale, List.of(new Spoken(0, 1, null, "late", null)))
                        .await()
                        .atMost(TIMEOUT))
                .isFalse();

        assertThat(told()).isEmpty();
        assertThat(Database.number("select count(*) from tasks where meeting_id = $1", meeting))
                .isZero();
        assertThat(Database.number("select count(*) from transcriptions where meeting_id = $1", meeting))
                .isZero();
    }

    @Test
    void a_deleted_meeting_leaves_no_words_and_takes_none() {
        askFor(PROMISE).then().statusCode(202);
        done();
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);

        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);

        JsonPath result = done();
        assertThat(result.getList("tasks")).isEmpty();
        assertThat(result.getString("summary")).isNull();
        assertThat(Database.number("""
                select count(*)
                from events
                where user_id = $1 and data::text ilike '%contract%'
                """, user.id())).isZero();
        askFor(PROMISE).then().statusCode(410);
    }

    @Test
    void work_that_is_under_way_when_its_meeting_is_deleted_ends_without_a_word() {
        Database.run("""
                insert into post_meeting_jobs (meeting_id, user_id, source, given_text, summary, next_attempt_at)
                values ($1, $2, 'request', 'words', 'words', now() + interval '1 hour')
                """, meeting, user.id());
        Bot.of(meeting).inMeeting().reports("completed").then().statusCode(200);

        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);

        user.request()
                .get("/meetings/" + meeting + "/tasks")
                .then()
                .body("status", equalTo("error"))
                .body("error_message", equalTo("What was said in this meeting was deleted."))
                .body("summary", nullValue());
    }

    @Test
    void whoever_waits_for_a_change_is_answered_when_it_comes() {
        askFor(PROMISE).then().statusCode(202);
        String known = user.request().get("/meetings/" + meeting + "/tasks").header("ETag");
        for (int i = 0; i < 5; i++) {
            Response next =
                    user.request().header("If-None-Match", known).get("/meetings/" + meeting + "/tasks?wait=10s");
            if (next.statusCode() == 200 && next.path("status").equals("done")) {
                next.then().body("tasks", hasSize(1));
                return;
            }
            known = next.header("ETag");
        }
        throw new AssertionError("five changes, and it was not done");
    }

    @Test
    void a_webhook_carries_what_was_made() {
        try (Receiver receiver = Receiver.start();
                Post post = Post.open()) {
            Post.follow(user, receiver.url(), "a-secret", "tasks.created", "pipeline.status_change");
            askFor(PROMISE).then().statusCode(202);
            done();

            await().atMost(TIMEOUT)
                    .until(() -> receiver.received().stream()
                            .anyMatch(one -> one.type().equals("tasks.created")));

            assertThat(receiver.received())
                    .extracting(one -> one.json().getJsonObject("data").getString("status", one.type()))
                    .containsExactly("transcribing", "analyzing_meeting", "creating_tasks", "done", "tasks.created");
            JsonPath told = JsonPath.from(receiver.received().get(4).body());
            assertThat(told.getLong("data.meeting.id")).isEqualTo(meeting);
            assertThat(told.<String>getList("data.tasks.id")).isEqualTo(done().getList("tasks.id"));
            assertThat(told.<Object>get("data.tasks[0]")).isEqualTo(done().get("tasks[0]"));
            assertThat(told.getString("data.summary")).isEqualTo(done().getString("summary"));
        }
    }

    @Test
    void the_feed_tells_of_every_step() {
        askFor("Ada: Hello.").then().statusCode(202);
        done();

        user.request()
                .get("/events?after=0")
                .then()
                .body("events.type", hasItem("tasks.created"))
                .body("events.find { it.type == 'tasks.created' }.data.tasks", empty());
    }
}
