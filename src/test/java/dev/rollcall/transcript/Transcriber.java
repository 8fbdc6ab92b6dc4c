package dev.rollcall.transcript;

import static io.restassured.RestAssured.given;

import dev.rollcall.access.MeetingToken;
import dev.rollcall.access.MeetingToken.Launch;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/** What turns the speech of one meeting into text: it writes to a stream, or posts. */
record Transcriber(long meetingId, String meet, String uid, String token, String stream) {

    static final String STREAM = "transcription_segments";
    static final String BEGAN = "2026-03-01T10:00:00Z";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Of a new meeting of the user. */
    static Transcriber of(User user) {
        return of(user, User.newMeet());
    }

    static Transcriber of(User user, String meet) {
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        Bot bot = Bot.of(id);
        return new Transcriber(
                id, meet, bot.connectionId().toString(), token(user, id, meet, bot.connectionId()), STREAM);
    }

    private static String token(User user, long id, String meet, UUID connection) {
        return Arc.container()
                .instance(MeetingToken.class)
                .get()
                .issue(new Launch(id, user.id(), "google_meet", meet, connection, 1), "rollcall", Duration.ofHours(2));
    }

    Transcriber on(String other) {
        return new Transcriber(meetingId, meet, uid, token, other);
    }

    Transcriber withToken(String other) {
        return new Transcriber(meetingId, meet, uid, other, stream);
    }

    Transcriber withUid(String other) {
        return new Transcriber(meetingId, meet, other, token, stream);
    }

    JsonObject message(String type, JsonObject... segments) {
        JsonObject message = new JsonObject()
                .put("type", type)
                .put("token", token)
                .put("platform", "google_meet")
                .put("meeting_id", meet)
                .put("uid", uid);
        JsonArray list = new JsonArray();
        for (JsonObject segment : segments) {
            list.add(segment);
        }
        return segments.length == 0 ? message : message.put("segments", list);
    }

    /** As the recogniser begins. */
    Transcriber starts() {
        return starts(BEGAN);
    }

    Transcriber starts(String at) {
        return send(message("session_start").put("start_timestamp", at).encode());
    }

    Transcriber says(JsonObject... segments) {
        return send(message("transcription", segments).encode());
    }

    Transcriber send(String payload) {
        return add("payload", payload);
    }

    Transcriber add(String field, String value) {
        redis("XADD", stream, "*", field, value);
        return this;
    }

    Response posts(JsonObject... segments) {
        return post(message("transcription", segments).encode());
    }

    static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/internal/transcripts");
    }

    static JsonObject segment(double start, String text) {
        return new JsonObject()
                .put("start", start)
                .put("end", start + 2)
                .put("text", text)
                .put("language", "en")
                .put("speaker", "Ada")
                .put("completed", true);
    }

    static io.vertx.mutiny.redis.client.Response redis(String command, String... arguments) {
        return Arc.container()
                .instance(ReactiveRedisDataSource.class)
                .get()
                .execute(command, arguments)
                .await()
                .atMost(TIMEOUT);
    }

    long rows() {
        return Database.number("select count(*) from transcriptions where meeting_id = $1", meetingId);
    }
}
