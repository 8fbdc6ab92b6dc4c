package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The database that it stops is that of all tests: it comes back in any case, and the pool with it. */
@QuarkusTest
class DatabaseOutageTest {

    @Test
    void aBotIsToldToComeAgainAndNothingIsLost() {
        User user = User.withLimit(1);
        Bot bot = Bot.of(user.sent()).inMeeting();
        LocalServices services = LocalServices.shared();
        services.stopPostgres();
        try {
            assertThatItIsToComeAgain(bot.reports("completed", ", \"exit_code\": 0"));
            assertThatItIsToComeAgain(bot.post("exited", "\"exit_code\": 0"));
            assertThatItIsToComeAgain(bot.heartbeat());
            assertThatItIsToComeAgain(bot.post("ack", "\"acknowledged\": []"));
        } finally {
            services.startPostgres();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(bot.heartbeat().statusCode()).isEqualTo(200));
        }
        bot.reports("completed", ", \"exit_code\": 0")
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("completed"));
    }

    private static void assertThatItIsToComeAgain(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }
}
