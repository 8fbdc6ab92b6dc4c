package dev.rollcall.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Listener;
import dev.rollcall.stage.User;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CommandTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Scheduler scheduler;

    @Inject
    CommandBus bus;

    @Inject
    Commands commands;

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withLimit(20);
    }

    @Test
    void aReconfigureIsPublishedOnBothChannelsOfTheBot() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        try (Listener older = Listener.on("bot_commands:" + bot.connectionId());
                Listener newer = Listener.on("bot_commands:meeting:" + bot.meetingId())) {
            UUID id = reconfigure(bot, "{\"language\": \"de\", \"task\": \"translate\"}");
            JsonObject expected = new JsonObject()
                    .put("action", "reconfigure")
                    .put("command_id", id.toString())
                    .put("meeting_id", bot.meetingId())
                    .put("uid", bot.connectionId().toString())
                    .put("language", "de")
                    .put("task", "translate");
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(older.heard()).contains(expected);
                assertThat(newer.heard()).contains(expected);
                assertThat(state(id)).isEqualTo("published");
            });
        }
    }

    @Test
    void aStopPublishesLeave() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        try (Listener listener = Listener.on("bot_commands:meeting:" + bot.meetingId())) {
            user.stop(nativeId(bot)).then().statusCode(202);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listener.heard()).anySatisfy(message -> {
                        assertThat(message.getString("action")).isEqualTo("leave");
                        assertThat(message.getLong("meeting_id")).isEqualTo(bot.meetingId());
                        assertThat(message.getString("uid"))
                                .isEqualTo(bot.connectionId().toString());
                        assertThat(UUID.fromString(message.getString("command_id")))
                                .isNotNull();
                    }));
        }
    }

    @Test
    void whatNobodyHearsStaysAcceptedAndIsPublishedUntilSomebodyDoes() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"task\": \"translate\"}");
        Database.run("update commands set created_at = created_at - interval '1 minute' where id = $1", id);
        bus.publishUnheard().await().atMost(SOON);
        assertThat(state(id)).isEqualTo("accepted");

        try (Listener listener = Listener.on("bot_commands:" + bot.connectionId())) {
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(listener.heard())
                        .isNotEmpty()
                        .allMatch(message -> message.getString("command_id").equals(id.toString()));
                assertThat(state(id)).isEqualTo("published");
            });
        }
    }

    /** Taken, and never published: the claim runs out within a second or two. */
    @Test
    void whatAReplicaHadTakenWhenItDiedIsPublishedByAnother() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"task\": \"translate\"}");
        Database.run(
                "update commands set created_at = created_at - interval '1 minute', last_tried_at = null "
                        + "where id = $1",
                id);
        commands.takeUnheard(1_000).await().atMost(SOON);

        try (Listener listener = Listener.on("bot_commands:" + bot.connectionId())) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listener.heard())
                            .anyMatch(message -> message.getString("command_id").equals(id.toString())));
        }
    }

    @Test
    void aHeartbeatDeliversAndAcknowledges() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");

        bot.heartbeat()
                .then()
                .statusCode(200)
                .body("commands", hasSize(1))
                .body("commands[0].command_id", equalTo(id.toString()))
                .body("commands[0].action", equalTo("reconfigure"))
                .body("commands[0].language", equalTo("fr"))
                .body("commands[0].uid", equalTo(bot.connectionId().toString()));
        assertThat(state(id)).isEqualTo("delivered");

        bot.heartbeat().then().body("commands", hasSize(1)); // until it is acknowledged

        bot.post("heartbeat", "\"acknowledged\": [\"%s\"]".formatted(id))
                .then()
                .statusCode(200)
                .body("commands", empty());
        assertThat(state(id)).isEqualTo("acknowledged");
    }

    @Test
    void severalCommandsAreDeliveredInTheirOrder() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID first = reconfigure(bot, "{\"language\": \"fr\"}");
        UUID second = reconfigure(bot, "{\"language\": \"de\"}");
        bot.heartbeat()
                .then()
                .body("commands[0].command_id", equalTo(first.toString()))
                .body("commands[1].command_id", equalTo(second.toString()));
    }

    @Test
    void ackAcknowledgesAndARepeatIsSuccess() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");
        String body = "\"acknowledged\": [\"%s\", \"%s\", \"nonsense\"]".formatted(id, UUID.randomUUID());
        bot.post("ack", body).then().statusCode(200).body("meeting_status", equalTo("active"));
        bot.post("ack", body).then().statusCode(200);
        assertThat(state(id)).isEqualTo("acknowledged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack", "heartbeat"})
    void anotherMeetingsCommandIsNotAcknowledged(String path) {
        Bot bot = Bot.of(user.sent()).inMeeting();
        Bot other = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");
        other.post(path, "\"acknowledged\": [\"%s\"]".formatted(id)).then().statusCode(200);
        assertThat(state(id)).isNotEqualTo("acknowledged");
    }

    @Test
    void anExpiredCommandIsNotDeliveredAndIsMarked() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");
        Database.run("update commands set expires_at = clock_timestamp() - interval '1 second' where id = $1", id);
        bot.heartbeat().then().body("commands", empty());
        bus.expire().await().atMost(SOON);
        assertThat(state(id)).isEqualTo("expired");
    }

    @Test
    void aCommandOfAnEndedMeetingIsNotCalledDelivered() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");
        bot.reports("completed", ", \"exit_code\": 0");
        bot.heartbeat().then().body("commands", hasSize(1)).body("commands[0].action", equalTo("leave"));
        assertThat(state(id)).isNotEqualTo("delivered");
    }

    @Test
    void reconfiguringIsShownUntilItIsAcknowledged() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        bot.heartbeat();
        UUID id = reconfigure(bot, "{\"language\": \"fr\"}");
        user.meeting(bot.meetingId()).then().body("status", equalTo("active")).body("reconfiguring", equalTo(true));
        bot.post("ack", "\"acknowledged\": [\"%s\"]".formatted(id));
        user.meeting(bot.meetingId()).then().body("reconfiguring", equalTo(false));
    }

    @Test
    void aMeetingThatIsNotActiveCannotBeReconfigured() {
        Bot bot = Bot.of(user.sent());
        user.request()
                .body("{\"language\": \"de\"}")
                .put("/bots/google_meet/" + nativeId(bot) + "/config")
                .then()
                .statusCode(409)
                .body("detail", containsString("not active (status: 'requested')"));
        assertThat(Database.rows("select 1 from commands where meeting_id = $1", bot.meetingId()))
                .isEmpty();
    }

    @Test
    void aCommandIsPublishedAtOnceAndNotOnlyByTheTimer() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        scheduler.pause("commands-unheard");
        try (Listener listener = Listener.on("bot_commands:" + bot.connectionId())) {
            reconfigure(bot, "{\"language\": \"fr\"}");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listener.heard()).isNotEmpty());
        } finally {
            scheduler.resume("commands-unheard");
        }
    }

    private UUID reconfigure(Bot bot, String settings) {
        String id = user.request()
                .body(settings)
                .put("/bots/google_meet/" + nativeId(bot) + "/config")
                .then()
                .statusCode(202)
                .extract()
                .path("command_id");
        return UUID.fromString(id);
    }

    private String nativeId(Bot bot) {
        return user.meeting(bot.meetingId()).then().extract().path("native_meeting_id");
    }

    private static String state(UUID command) {
        return Database.text("select state from commands where id = $1", command);
    }
}
