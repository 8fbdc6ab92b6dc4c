package dev.rollcall.stage;

import static io.restassured.RestAssured.given;

import dev.rollcall.access.BotToken;
import io.quarkus.arc.Arc;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.UUID;

/** A bot as the service sees one: it knows its connection and its token, and posts callbacks. */
public record Bot(long meetingId, UUID connectionId, String token) {

    /** The bot of the meeting's present launch. */
    public static Bot of(long meetingId) {
        return of(meetingId, Database.integer("select attempt from meetings where id = $1", meetingId));
    }

    public static Bot of(long meetingId, int attempt) {
        UUID connection = UUID.fromString(Database.text(
                "select session_uid from meeting_sessions where meeting_id = $1 order by id desc limit 1", meetingId));
        BotToken tokens = Arc.container().instance(BotToken.class).get();
        return new Bot(meetingId, connection, tokens.of(connection, attempt));
    }

    /** Reports a status; {@code more} is further JSON, such as {@code , "exit_code": 0}. */
    public Response reports(String status, String more) {
        return post("status_change", "\"status\": \"%s\"%s".formatted(status, more));
    }

    public Response reports(String status) {
        return reports(status, "");
    }

    public Response heartbeat() {
        return post("heartbeat", "\"timestamp\": \"2026-01-01T00:00:00Z\"");
    }

    /** Any callback; {@code fields} is what stands beside connection_id. */
    public Response post(String callback, String fields) {
        return given().contentType(ContentType.JSON)
                .queryParam("token", token)
                .body("{\"connection_id\": \"%s\"%s}".formatted(connectionId, fields.isEmpty() ? "" : ", " + fields))
                .post("/bots/internal/callback/" + callback);
    }

    /** Joins the meeting by all steps. */
    public Bot inMeeting() {
        reports("joining").then().statusCode(200);
        reports("awaiting_admission").then().statusCode(200);
        reports("active").then().statusCode(200);
        return this;
    }
}
