package dev.rollcall.polling;

import static io.restassured.RestAssured.given;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.Jwt;
import dev.rollcall.stage.User;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** Somebody who is logged in elsewhere, and knows bots by the ids of the polling face alone. */
record Frontend(User user, String externalId) {

    static Frontend withLimit(int limit) {
        return of(User.withLimit(limit));
    }

    static Frontend of(User user) {
        String externalId = "user_" + UUID.randomUUID();
        User.admin()
                .body("{\"external_id\": \"%s\"}".formatted(externalId))
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200);
        return new Frontend(user, externalId);
    }

    String token() {
        return Jwt.of(externalId).signed();
    }

    RequestSpecification request() {
        return given().header("Authorization", "Bearer " + token()).contentType(ContentType.JSON);
    }

    Response triggers(String body) {
        return request().body(body).post("/api/v1/meet/trigger");
    }

    /** The id of a new bot in a meeting of its own. */
    String triggered() {
        return triggers("{\"meet_url\": \"https://meet.google.com/%s\", \"bot_name\": \"My Bot\"}"
                        .formatted(User.newMeet()))
                .then()
                .statusCode(200)
                .extract()
                .path("bot_id");
    }

    Response asks(String botId) {
        return request().get("/api/v1/meet/status/" + botId);
    }

    ValidatableResponse sees(String botId) {
        return asks(botId).then().statusCode(200);
    }

    String status(String botId) {
        return sees(botId).extract().path("status");
    }

    static long meetingOf(String botId) {
        return Database.number("select meeting_id from polled_bots where bot_id = $1", botId);
    }
}
