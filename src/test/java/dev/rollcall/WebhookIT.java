package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Received;
import dev.rollcall.stage.User;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged service, with nothing of the tests' in it, tells a real server of a real bot's meeting. */
class WebhookIT {

    @Test
    void a_bots_life_is_told_and_so_is_redis_to_operators() {
        try (Receiver receiver = Receiver.start();
                Receiver operators = Receiver.start();
                LocalServices local = LocalServices.another();
                PackagedService service = ShortLimits.launch(
                                local,
                                Map.of(
                                        "rollcall.webhooks.allow-http", "true",
                                        "rollcall.webhooks.allow-private-hosts", "true",
                                        "rollcall.webhooks.system-url", operators.url()))
                        .awaitReady()
                        .asTarget()) {
            User user = User.withLimit(1);
            user.request()
                    .body("""
                            {"webhook_url": "%s", "webhook_secret": "s", "webhook_events": {"meeting.status_change": true}}
                            """.formatted(receiver.url()))
                    .put("/user/webhook")
                    .then()
                    .statusCode(200);
            String meet = User.newMeet();
            user.send(meet).then().statusCode(201);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(receiver.received())
                            .extracting(Received::status)
                            .contains("active"));

            user.stop(meet).then().statusCode(202);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(receiver.received())
                            .extracting(Received::status)
                            .endsWith("stopping", "completed"));
            assertThat(receiver.received()).allMatch(one -> one.isSignedWith("s"));
            User.admin().post("/admin/webhook/test").then().statusCode(202).body("receiver", equalTo("system"));
            local.stopRedis();
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(operators.received())
                            .extracting(Received::type)
                            .containsExactly("webhook.test", "fleet.redis_down"));
        }
    }
}
