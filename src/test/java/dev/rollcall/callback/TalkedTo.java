package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.access.BotToken;
import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Ending;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Lifecycle;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.Transitions;
import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A launched meeting that bots of several launches talk to, beside the pure rules that are told the same. */
final class TalkedTo {

    /** The launch that counts; two came before it. */
    static final int PRESENT = 3;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final User user;
    private final String nativeId = User.newMeet();
    private final long id;
    private final UUID connection;
    private final Limits limits =
            Arc.container().instance(Transitions.class).get().limits();
    private MeetingState model;
    private Ending ending;

    TalkedTo(User user) {
        this.user = user;
        this.id =
                user.send(nativeId).then().statusCode(201).extract().jsonPath().getLong("id");
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> Database.rows("select 1 from meetings where id = $1 and launch_at is null", id)
                                .size()
                        == 1);
        Database.run(
                "update meetings set attempt = $2, workload = $3, revision = revision + 1 where id = $1",
                id,
                PRESENT,
                Workload.handleOf(id, PRESENT));
        this.connection =
                UUID.fromString(Database.text("select session_uid from meeting_sessions where meeting_id = $1", id));
        this.model = written();
    }

    long id() {
        return id;
    }

    /** Posts it as its launch would, and gives the answer; it is always 200. */
    JsonObject say(Word word) {
        return post(word.path(), word.attempt(), word.fields());
    }

    JsonObject post(String path, int attempt, String fields) {
        String token = Arc.container().instance(BotToken.class).get().of(connection, attempt);
        URI url = URI.create(
                "http://localhost:%d/bots/internal/callback/%s?token=%s".formatted(RestAssured.port, path, token));
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"connection_id\": \"%s\"%s}".formatted(connection, fields)))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonObject json = new JsonObject(answer.body());
            assertThat(json.getString("status")).isEqualTo("processed");
            return json;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void stop() {
        user.stop(nativeId).then().statusCode(202);
    }

    /** Tells the rules the same. */
    Decision model(Event event) {
        Decision decision = Lifecycle.decide(model, event, limits, Instant.now());
        model = decision.next();
        ending = decision.ending() == null ? ending : decision.ending();
        return decision;
    }

    MeetingState model() {
        return model;
    }

    /** What the database holds, without the times, is what the rules say. */
    void assertAsTheRulesSay(String description) {
        assertThat(written())
                .as(description)
                .usingRecursiveComparison()
                .ignoringFields("launchAt", "deadline.at", "cleanupAt", "stop.since")
                .isEqualTo(model);
        Row row = Database.rows("select completion_reason, failure_stage, exit_code from meetings where id = $1", id)
                .get(0);
        assertThat(row.getString("completion_reason"))
                .as(description)
                .isEqualTo(ending == null ? null : ending.completionReason());
        assertThat(row.getString("failure_stage"))
                .as(description)
                .isEqualTo(
                        ending == null || ending.failureStage() == null
                                ? null
                                : ending.failureStage().word());
        assertThat(row.getInteger("exit_code")).as(description).isEqualTo(ending == null ? null : ending.exitCode());
    }

    private MeetingState written() {
        return MeetingRow.of(Database.rows("select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1", id)
                        .get(0))
                .state();
    }

    /** The history since the launch, in the order of the revisions. */
    List<Row> history() {
        return Database.rows("""
                select revision, kind, from_status, to_status, source, attempt, reason,
                       (error_details ->> 'word')::int as word
                from status_transitions
                where meeting_id = $1 and source in ('bot_callback', 'user')
                order by revision, step
                """, id);
    }
}
