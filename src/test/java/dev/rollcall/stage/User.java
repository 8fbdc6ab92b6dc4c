package dev.rollcall.stage;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A user of the API with a key, made for one test, so that tests do not share slots. */
public record User(long id, String key) {

    public static User withLimit(int limit) {
        String email = "test-" + UUID.randomUUID() + "@example.org";
        long id = admin().body("{\"email\": \"%s\", \"max_concurrent_bots\": %d}".formatted(email, limit))
                .post("/admin/users")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        String key = admin().post("/admin/users/" + id + "/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        return new User(id, key);
    }

    /** As many bots as it likes. */
    public static User withoutLimit() {
        User user = withLimit(1);
        admin().body("{\"max_concurrent_bots\": null}")
                .patch("/admin/users/" + user.id)
                .then()
                .statusCode(200);
        return user;
    }

    public static RequestSpecification admin() {
        return given().header("X-Admin-API-Key", "admin").contentType(ContentType.JSON);
    }

    public RequestSpecification request() {
        return given().header("X-API-Key", key).contentType(ContentType.JSON);
    }

    /** POST /bots into a Google Meet meeting. */
    public Response send(String nativeId) {
        return request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}".formatted(nativeId))
                .post("/bots");
    }

    /** Sends a bot into a meeting of its own and returns the meeting's id. */
    public long sent() {
        return send(newMeet()).then().statusCode(201).extract().jsonPath().getLong("id");
    }

    public Response meeting(long id) {
        return request().get("/meetings/" + id);
    }

    public String status(long id) {
        return meeting(id).then().statusCode(200).extract().path("status");
    }

    public Response stop(String nativeId) {
        return request().delete("/bots/google_meet/" + nativeId);
    }

    /** A Google Meet code that no other test has. */
    public static String newMeet() {
        return letters(3) + "-" + letters(4) + "-" + letters(3);
    }

    private static String letters(int count) {
        return ThreadLocalRandom.current()
                .ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
