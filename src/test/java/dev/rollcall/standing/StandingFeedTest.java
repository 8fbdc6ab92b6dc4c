package dev.rollcall.standing;

import static dev.rollcall.standing.Standings.awaitStatus;
import static dev.rollcall.standing.Standings.body;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every change of a standing bot's status is in the operators' feed, in order. */
@QuarkusTest
class StandingFeedTest {

    private Service service;
    private Standings standings;

    @BeforeEach
    void aService() {
        service = Service.start();
        standings = new Standings();
    }

    @AfterEach
    void close() {
        standings.close();
        service.close();
    }

    @Test
    void every_change_is_told_once_and_in_order_whoever_made_it() {
        long start = newest();
        JsonObject order = body(service.socket());
        long id = standings.create(order);
        awaitStatus(id, Status.CONNECTED);
        User.admin().post("/standing-bots/" + id + "/stop").then().statusCode(200);
        awaitStatus(id, Status.DISCONNECTED);

        List<Map<String, Object>> told = new ArrayList<>();
        await().untilAsserted(() -> {
            told.clear();
            told.addAll(changesOf(id, start));
            assertThat(told).hasSize(2);
        });

        assertThat(told.get(0))
                .containsEntry("connector", "generic")
                .containsEntry("name", order.getString("name"))
                .containsEntry("from", 0)
                .containsEntry("from_name", "UNKNOWN")
                .containsEntry("to", 1)
                .containsEntry("to_name", "CONNECTED")
                .containsEntry("source", "connector");
        assertThat(told.get(1))
                .containsEntry("from_name", "CONNECTED")
                .containsEntry("to_name", "DISCONNECTED")
                .containsEntry("message", "Bot stopped manually")
                .containsEntry("source", "operator");
        List<Long> places = feed(start, "0s").getList("events.collect { it.seq as long }");
        assertThat(places.get(0)).isEqualTo(start + 1);
        for (int i = 1; i < places.size(); i++) {
            assertThat(places.get(i)).isEqualTo(places.get(i - 1) + 1);
        }
    }

    @Test
    void whoever_waits_hears_of_a_change_when_it_comes() throws Exception {
        long start = newest();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<JsonPath> waiting = reader.submit(() -> feed(start, "25s"));
            standings.create(body(service.page()).put("is_active", false));
            assertThat(waiting.get().getList("events")).isNotEmpty();
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void it_is_the_operators_alone() {
        given().get("/admin/events").then().statusCode(403);
        User.withLimit(1).request().get("/admin/events").then().statusCode(403);
    }

    private static long newest() {
        return User.admin()
                .queryParam("after", "latest")
                .get("/admin/events")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("next");
    }

    private static JsonPath feed(long after, String wait) {
        return User.admin()
                .queryParam("after", after)
                .queryParam("wait", wait)
                .get("/admin/events")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<Map<String, Object>> changesOf(long id, long after) {
        List<Map<String, Object>> events = feed(after, "0s").getList("events.data");
        return events.stream()
                .filter(data -> ((Number) data.get("id")).longValue() == id)
                .toList();
    }
}
