package dev.rollcall.adoption;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import dev.rollcall.PackagedService;
import dev.rollcall.stage.User;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two replicas of the packaged service start on a database of Vexa, and its users go on with the keys they have. */
class VexaDatabaseIT {

    private static final String KEY = "Q7hYb2LmN4pR8sT1vW3xZ5aC6dE9fG0jK2mP4qS6";
    private static final User ADA = new User(1, KEY);

    private static OldDatabase database;
    private static PackagedService service;
    private static PackagedService replica;

    @BeforeAll
    static void start() {
        database = OldDatabase.ofVexa();
        service = PackagedService.launch(Map.of(), database.settings());
        replica = PackagedService.launch(Map.of(), database.settings());
        service.awaitReady();
        replica.awaitReady();
        service.asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        replica.close();
        database.close();
    }

    @Test
    void anOldKeySeesItsOldMeetings() {
        ADA.request()
                .get("/meetings")
                .then()
                .statusCode(200)
                .body("meetings.id", hasItems(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16))
                .body("meetings.user_id", everyItem(is(1)))
                .body("meetings.findAll { it.id < 42 }.status", everyItem(is(oneOf("completed", "failed"))));
        withKey("of-nobody").get("/meetings").then().statusCode(401);
    }

    @Test
    void anOldMeetingLooksAsItDid() {
        ADA.meeting(1)
                .then()
                .statusCode(200)
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", equalTo("abc-defg-hij"))
                .body("constructed_meeting_url", equalTo("https://meet.google.com/abc-defg-hij"))
                .body("status", equalTo("completed"))
                .body("bot_container_id", equalTo("a".repeat(64)))
                .body("start_time", equalTo("2025-10-01T10:00:30.500Z"))
                .body("completion_reason", equalTo("left_alone"))
                .body("data.completion_reason", equalTo("left_alone"))
                .body("data.participants", equalTo(List.of("Ada", "Grace")))
                .body("data.status_transition.from", hasItems("requested", "joining", "awaiting_admission", "active"))
                .body("data.status_transition[0].timestamp", equalTo("2025-10-01T10:00:05.123456Z"));
        ADA.meeting(2)
                .then()
                .body("data.stop_requested", is(true))
                .body("data.status_transition.size()", is(1))
                .body("data.passcode", equalTo(null));
        ADA.meeting(3).then().body("data.error_details", containsString("Timeout 30000ms exceeded."));
        assertThat(Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16))
                .allSatisfy(id -> ADA.meeting(id).then().statusCode(200).body("id", is(id)));
    }

    @Test
    void everyOldMeetingHasAHistory() {
        ADA.request()
                .get("/meetings/5/history")
                .then()
                .statusCode(200)
                .body("history.source", equalTo(List.of("adoption")))
                .body("history[0].from", equalTo("error"))
                .body("history[0].to", equalTo("failed"));
    }

    @Test
    void aNewBotGetsTheNextIdAndTheSlotsThatNobodyHolds() {
        int id = ADA.send("liv-edou-ble").then().statusCode(201).extract().path("id");

        ADA.stop("liv-edou-ble").then().statusCode(202).body("meeting_id", is(id));

        assertThat(id).isGreaterThan(41);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ADA.status(id)).isEqualTo("completed"));
    }

    @Test
    void aStopOfAMeetingThatIsOverIsAnswered() {
        ADA.stop("err-orrr-aaa").then().statusCode(202).body("status", equalTo("failed"));
        ADA.stop("liv-esto-pin").then().statusCode(202).body("status", equalTo("completed"));
    }

    @Test
    void aBotOfTheOldSystemMayNotReport() {
        given().contentType("application/json")
                .body("""
                        {"connection_id": "6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1", "status": "active"}
                        """)
                .post("/bots/internal/callback/status_change")
                .then()
                .statusCode(401);
    }

    @Test
    void adminsFindTheUsers() {
        User.admin()
                .get("/admin/users")
                .then()
                .statusCode(200)
                .body("id", hasItems(1, 2, 3, 4, 9))
                .body("find { it.id == 1 }.data.webhook_url", equalTo("https://example.org/hook"))
                .body("find { it.id == 1 }.data.webhook_secret", equalTo(null));
        User.admin().get("/admin/users/email/ADA@example.org").then().body("id", is(1));
        User.admin().get("/admin/users/1").then().body("api_tokens.id", equalTo(List.of(1, 2)));
    }

    @Test
    void aRestartChangesNothing() {
        String before = database.contents("adopted_vexa") + database.text("select count(*) from users");

        replica.stop();
        replica.start().awaitReady();

        assertThat(database.contents("adopted_vexa") + database.text("select count(*) from users"))
                .isEqualTo(before);
    }

    @Test
    void noSecretIsLogged() {
        assertThat(service.log() + replica.log())
                .contains("Adopted from Vexa: 19 of 19 rows of meetings.")
                .doesNotContain(KEY, "sesame", "aB3dE5gH");
    }

    @Test
    void theServiceDoesNotStartOnAnotherApplicationsDatabase() {
        try (OldDatabase foreign = OldDatabase.empty()) {
            foreign.run("create table users (id int, email text); insert into users values (1, 'x@example.org')");
            String before = foreign.contents("public");

            try (PackagedService refused = PackagedService.launch(Map.of(), foreign.settings())) {
                assertThat(refused.awaitExit()).isNotZero();
                assertThat(refused.log()).contains("Nothing was changed. Give Rollcall an empty database.");
            }

            assertThat(foreign.contents("public")).isEqualTo(before);
        }
    }

    private static RequestSpecification withKey(String key) {
        return given().header("X-API-Key", key);
    }
}
