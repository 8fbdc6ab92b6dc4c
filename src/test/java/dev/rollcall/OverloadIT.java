package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged service with its limits on. They refill so slowly here that a busy machine makes no difference. */
class OverloadIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    private static final int SLOW = 200;

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.launch(
                        LOCAL,
                        Map.of(
                                "rollcall.rate.enabled", "true",
                                "rollcall.rate.user-per-second", "0.01",
                                "rollcall.rate.failure-per-second", "0.01",
                                "rollcall.http.large-bodies", "0.001",
                                "quarkus.http.idle-timeout", "12s"))
                .awaitReady()
                .asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        assertThat(service.log()).doesNotContain(" ERROR ");
    }

    @Test
    void the121stRequestOfABurstIsRefusedAndNobodyElse() {
        User busy = User.withLimit(1);
        User other = User.withLimit(1);
        IntStream.range(0, 120)
                .forEach(i -> busy.request().get("/meetings").then().statusCode(200));

        Response refused = busy.request().get("/meetings");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.path("detail").toString()).isEqualTo("Rate limit exceeded");
        assertThat(refused.<Integer>path("retry_after")).isBetween(1, 100);
        assertThat(refused.header("Retry-After"))
                .isEqualTo(refused.path("retry_after").toString());
        assertThat(refused.header("RateLimit-Limit")).isEqualTo("120");
        assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
        assertThat(other.request().get("/meetings").header("RateLimit-Remaining"))
                .isEqualTo("119");
        assertThat(callbackOfNobody().statusCode()).isEqualTo(404);
    }

    private static Response callbackOfNobody() {
        return given().contentType("application/json")
                .body("{\"connection_id\": \"00000000-0000-4000-8000-000000000000\"}")
                .post("/bots/internal/callback/heartbeat?token=none");
    }

    @Test
    void anAddressThatGuessesKeysIsSoonRefusedAndTheOthersAreNot() {
        User user = User.withLimit(1);

        List<String> answers = IntStream.range(0, 25)
                .mapToObj(i -> ask("127.0.0.9", "guess-" + i))
                .toList();

        assertThat(answers.subList(0, 20)).allMatch(answer -> answer.startsWith("HTTP/1.1 401"));
        assertThat(answers.subList(20, 25)).allMatch(answer -> answer.startsWith("HTTP/1.1 429"));
        assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
        assertThat(ask("127.0.0.9", user.key()))
                .as("a key that was seen before")
                .startsWith("HTTP/1.1 200");
        assertThat(service.log()).contains("access=guessing address=127.0.0.9").doesNotContain("guess-");
    }

    private static String ask(String address, String key) {
        try (SlowClient client = SlowClient.from(
                address,
                service.port(),
                "GET /meetings HTTP/1.1\nHost: x\nConnection: close\nX-API-Key: " + key + "\n\n")) {
            return client.heard();
        }
    }

    @Test
    void slowClientsHoldNothingThatOthersNeed() {
        User user = User.withLimit(1);
        List<SlowClient> slow = Stream.of(
                        // a head that never ends, a body that never ends, and answers that are never read
                        clients("GET /meetings HTTP/1.1\nHost: x\nX-API-Key: " + user.key() + "\nX-More: "),
                        clients("POST /bots/internal/callback/status_change HTTP/1.1\nHost: x\n"
                                + "Content-Type: application/json\nContent-Length: 10000\n\n{\"connection_id\": "),
                        clients("POST /bots HTTP/1.1\nHost: x\nX-API-Key: " + user.key()
                                + "\nContent-Type: application/json\nContent-Length: 10000\n\n{\"pla"),
                        clients("GET /q/openapi HTTP/1.1\nHost: x\n\n".repeat(2)))
                .flatMap(List::stream)
                .toList();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
                assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(callbackOfNobody().statusCode()).isEqualTo(404);
            }
            assertThat(slow.get(SLOW / 4).heard())
                    .startsWith("HTTP/1.1 408")
                    .contains("\"detail\":\"The request did not arrive in time.\"");
            assertThat(slow.get(SLOW / 2).heard()).startsWith("HTTP/1.1 408");
            assertThat(slow.get(0).heard()).as("given up by the idle timeout").isEmpty();
        } finally {
            slow.forEach(SlowClient::close);
        }
    }

    /** There is room for a few large bodies here, so that one that is never given back is missed soon. */
    @Test
    void largeBodiesGiveTheirRoomBackWhateverBecomesOfTheirSenders() {
        User user = User.withLimit(1);
        String head = "POST /bots HTTP/1.1\nHost: x\nX-API-Key: " + user.key()
                + "\nContent-Type: application/json\nContent-Length: 2000000\n\n";
        for (int i = 0; i < 20; i++) {
            SlowClient.sends(service.port(), head + "{\"bot_name\": \"").close();
        }

        for (int i = 0; i < 20; i++) {
            Response answer = user.request()
                    .body("{\"bot_name\": \"" + "x".repeat(1_900_000) + "\"}")
                    .post("/bots");

            assertThat(answer.statusCode()).isEqualTo(422);
        }
    }

    private static List<SlowClient> clients(String text) {
        return Stream.generate(() -> SlowClient.sends(service.port(), text))
                .limit(SLOW / 4)
                .toList();
    }
}
