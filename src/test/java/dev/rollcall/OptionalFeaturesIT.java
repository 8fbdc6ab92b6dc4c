package dev.rollcall;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Socket;
import dev.rollcall.stage.User;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The switches that docs/operations.md names are read when the packaged service starts, and switch off what they say. */
class OptionalFeaturesIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    private static PackagedService service;

    @BeforeAll
    static void start() {
        Map<String, String> off = Map.ofEntries(
                Map.entry("rollcall.runtime", "none"),
                Map.entry("rollcall.simulation.enabled", "false"),
                Map.entry("rollcall.rate.enabled", "false"),
                Map.entry("rollcall.live.sockets-per-user", "0"),
                Map.entry("rollcall.retention.events", "0s"),
                Map.entry("rollcall.retention.commands", "0s"),
                Map.entry("rollcall.retention.logs", "0s"),
                Map.entry("quarkus.http.cors.enabled", "false"),
                Map.entry("quarkus.swagger-ui.enabled", "false"),
                Map.entry("rollcall.http.openapi", "false"),
                Map.entry("quarkus.flyway.migrate-at-start", "false"));
        // The schema has to be there: made by a start before, as a deployment does that migrates by itself.
        ShortLimits.launch(LOCAL, Map.of("rollcall.runtime", "none"))
                .awaitReady()
                .close();
        service = ShortLimits.launch(LOCAL, off).awaitReady().asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void thePagesThatDescribeTheApiAreGone() {
        assertThat(get("/q/swagger-ui/").statusCode()).isEqualTo(404);
        assertThat(get("/q/openapi").statusCode()).isEqualTo(404);
    }

    @Test
    void pagesOfOtherOriginsAreNotLetIn() {
        assertThat(given().header("Origin", "https://elsewhere.example")
                        .get("/health")
                        .header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void noRateLimitIsTold() {
        User user = User.withLimit(1);

        assertThat(user.request().get("/meetings").header("RateLimit-Limit")).isNull();
    }

    @Test
    void noSocketIsOpened() {
        User user = User.withLimit(1);

        assertThat(Socket.of(user).awaitClose()).isEqualTo(4429);
    }

    @Test
    void nothingIsPlayed() {
        User user = User.withLimit(1);

        user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"simulate\": {}}"
                        .formatted(User.newMeet()))
                .post("/bots")
                .then()
                .statusCode(422);
    }
}
