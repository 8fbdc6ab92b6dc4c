package dev.rollcall.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Received;
import dev.rollcall.stage.Receiver.Reply;
import dev.rollcall.stage.User;
import dev.rollcall.webhook.Post;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Who is told of a meeting, and how often. Named after the ways in which it went wrong elsewhere (docs/decisions/0022). */
@QuarkusTest
class WebhookLessonsTest {

    /** Two replicas, a bot that reports twice, and a receiver that fails at first. */
    @Test
    void lesson_21_an_end_is_told_once_and_telling_it_does_not_touch_the_meeting() {
        User user = User.withLimit(1);
        try (Receiver receiver = Receiver.start();
                Post post = Post.replicas(2)) {
            receiver.answering(request -> receiver.received().size() < 3 ? Reply.of(503) : Reply.of(200));
            Post.follow(user, receiver.url(), "secret", "meeting.completed");
            Bot bot = Bot.of(user.sent()).inMeeting();
            bot.reports("completed", ", \"exit_code\": 0").then().statusCode(200);
            bot.reports("completed", ", \"exit_code\": 0").then().statusCode(200);
            bot.post("exited", "\"exit_code\": 0").then().statusCode(200);
            String updated = user.meeting(bot.meetingId()).path("updated_at");

            await().untilAsserted(() -> user.request()
                    .get("/user/webhook/deliveries")
                    .then()
                    .body("deliveries.size()", equalTo(1))
                    .body("deliveries[0].status", equalTo("delivered"))
                    .body("deliveries[0].attempts", equalTo(3)));

            assertThat(receiver.received())
                    .extracting(Received::eventId)
                    .hasSize(3)
                    .containsOnly(receiver.received().get(0).eventId());
            user.meeting(bot.meetingId()).then().body("updated_at", equalTo(updated));
        }
    }
}
