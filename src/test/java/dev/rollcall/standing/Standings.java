package dev.rollcall.standing;

import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.User;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Standing bots over the API, made for one test and gone with it. */
public final class Standings implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<Long> made = new ArrayList<>();

    /** A body for POST /standing-bots that leads to this address. */
    public static JsonObject body(String url) {
        return new JsonObject()
                .put("connector", "generic")
                .put("category", "test")
                .put("name", "bot " + UUID.randomUUID())
                .put("base_url", url)
                .put("is_active", true)
                .put("credentials", new JsonObject());
    }

    public static JsonObject withHeader(JsonObject body, String authorization) {
        return body.put(
                "credentials", new JsonObject().put("headers", new JsonObject().put("Authorization", authorization)));
    }

    public long create(JsonObject body) {
        long id = post(body).then().statusCode(201).extract().jsonPath().getLong("id");
        made.add(id);
        return id;
    }

    public static Response post(JsonObject body) {
        return User.admin().body(body.encode()).post("/standing-bots");
    }

    public static Response get(long id) {
        return User.admin().get("/standing-bots/" + id);
    }

    public static JsonObject bot(long id) {
        return new JsonObject(get(id).then().statusCode(200).extract().asString());
    }

    public static Response patch(long id, JsonObject change) {
        return User.admin().body(change.encode()).patch("/standing-bots/" + id);
    }

    public static Response order(long id, String order) {
        return User.admin().post("/standing-bots/" + id + "/" + order);
    }

    public static List<JsonObject> history(long id) {
        return new JsonObject(User.admin()
                        .get("/standing-bots/" + id + "/history?limit=500")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .getJsonArray("changes").stream().map(JsonObject.class::cast).toList();
    }

    public static JsonObject awaitStatus(long id, Status status) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bot(id).getString("status_name"), status.name()::equals);
        return bot(id);
    }

    @Override
    public void close() {
        made.forEach(id -> User.admin().delete("/standing-bots/" + id));
    }
}
