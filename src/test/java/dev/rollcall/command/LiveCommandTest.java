package dev.rollcall.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Listener;
import dev.rollcall.stage.User;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LiveCommandTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    CommandBus bus;

    @Inject
    Commands commands;

    @Inject
    ReactiveRedisDataSource redis;

    private User user;
    private String meet;
    private Bot bot;

    @BeforeEach
    void aBotInAMeeting() {
        user = User.withLimit(5);
        meet = User.newMeet();
        bot = Bot.of(user.send(meet).jsonPath().getLong("id")).inMeeting();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST   | speak  | {\"text\": \"Hi\\nall\", \"provider\": \"piper\", \"voice\": \"amy\", \"more\": 1} | speak | {\"text\": \"Hi\\nall\", \"provider\": \"piper\", \"voice\": \"amy\"}",
                "POST   | speak  | {\"text\": \"Hi\", \"voice\": \"\"} | speak | {\"text\": \"Hi\"}",
                "POST   | speak  | {\"audio_url\": \"https://example.org/a.wav\"} | speak_audio | {\"audio_url\": \"https://example.org/a.wav\"}",
                "POST   | speak  | {\"audio_base64\": \"UklGRg==\", \"format\": \"pcm\", \"sample_rate\": 16000} | speak_audio | {\"audio_base64\": \"UklGRg==\", \"format\": \"pcm\", \"sample_rate\": 16000}",
                "DELETE | speak  |  | speak_stop | {}",
                "POST   | chat   | {\"text\": \"Hello\"} | chat_send | {\"text\": \"Hello\"}",
                "POST   | screen | {\"type\": \"image\", \"url\": \"http://example.org/a.png\", \"start_share\": false} | screen_show | {\"type\": \"image\", \"url\": \"http://example.org/a.png\", \"start_share\": false}",
                "POST   | screen | {\"type\": \"html\", \"html\": \"<p>x</p>\"} | screen_show | {\"type\": \"html\", \"html\": \"<p>x</p>\"}",
                "DELETE | screen |  | screen_stop | {}",
                "PUT    | avatar | {\"url\": \"https://example.org/a.png\"} | avatar_set | {\"url\": \"https://example.org/a.png\"}",
                "DELETE | avatar |  | avatar_reset | {}",
            })
    void what_the_user_asks_for_reaches_the_bot_on_both_channels_and_by_its_heartbeat(
            String method, String path, String body, String action, String payload) {
        try (Listener older = Listener.on("bot_commands:" + bot.connectionId());
                Listener newer = Listener.on("bot_commands:meeting:" + bot.meetingId())) {
            String id = ask(method, path, body)
                    .then()
                    .statusCode(202)
                    .body("meeting_id", equalTo((int) bot.meetingId()))
                    .body("message", containsString("bot"))
                    .extract()
                    .path("command_id");
            JsonObject expected = new JsonObject(payload)
                    .put("action", action)
                    .put("command_id", id)
                    .put("meeting_id", bot.meetingId())
                    .put("uid", bot.connectionId().toString());

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(older.heard()).contains(expected);
                assertThat(newer.heard()).contains(expected);
            });
            JsonObject delivered = new JsonObject(bot.heartbeat().asString())
                    .getJsonArray("commands")
                    .getJsonObject(0);
            assertThat(delivered).isEqualTo(expected);
            bot.post("heartbeat", "\"acknowledged\": [\"%s\"]".formatted(id))
                    .then()
                    .body("commands", empty());
            assertThat(payload(id)).as("kept no longer than needed").isEqualTo("{}");
        }
    }

    @Test
    void a_command_of_the_moment_is_given_up_after_less_than_a_minute() {
        String id = ask("POST", "speak", "{\"text\": \"Hello\"}").path("command_id");
        assertThat(Database.integer(
                        "select extract(epoch from expires_at - created_at)::int from commands where id = $1",
                        UUID.fromString(id)))
                .isBetween(30, 60);
        Database.run(
                "update commands set expires_at = clock_timestamp() - interval '1 second' where id = $1",
                UUID.fromString(id));

        bus.expire().await().atMost(SOON);

        bot.heartbeat().then().body("commands", empty());
        assertThat(payload(id)).isEqualTo("{}");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | speak  | {} | 400 |",
                "POST | speak  | {\"text\": \" \", \"voice\": \"amy\"} | 400 |",
                "POST | speak  | [] | 422 | body",
                "POST | speak  | {\"text\": \"a\\u0000b\"} | 422 | text",
                "POST | speak  | {\"text\": \"a\\u001bb\"} | 422 | text",
                "POST | speak  | {\"text\": 5, \"voice\": \"a\\nb\", \"sample_rate\": 1.5} | 422 | text,voice,sample_rate",
                "POST | speak  | {\"audio_url\": \"file:///etc/passwd\"} | 422 | audio_url",
                "POST | speak  | {\"audio_url\": \"https:///x\", \"format\": {}, \"sample_rate\": 3} | 422 | audio_url,format,sample_rate",
                "POST | speak  | {\"audio_base64\": \"<script>\"} | 422 | audio_base64",
                "POST | chat   | {} | 422 | text",
                "POST | screen | {\"type\": \"url\"} | 422 | url",
                "POST | screen | {\"url\": \"javascript:alert(1)\", \"start_share\": \"yes\"} | 422 | url,start_share",
                "PUT  | avatar | {\"url\": \"data:image/png;base64,AA\"} | 422 | url",
                "PUT  | avatar | {} | 422 | url",
            })
    void what_no_bot_could_use_is_refused_with_every_wrong_field(
            String method, String path, String body, int status, String fields) {
        Response answer = ask(method, path, body);
        answer.then().statusCode(status).contentType("application/problem+json");
        if (fields != null) {
            answer.then().body("errors.field", containsInAnyOrder((Object[]) fields.split(",")));
        }
        assertThat(Database.rows("select 1 from commands where meeting_id = $1", bot.meetingId()))
                .isEmpty();
    }

    @Test
    void audio_that_would_not_fit_an_answer_to_a_heartbeat_goes_by_its_address() {
        String fits = "A".repeat(512 * 1024);
        ask("POST", "speak", "{\"audio_base64\": \"%s\"}".formatted(fits))
                .then()
                .statusCode(202);
        ask("POST", "speak", "{\"audio_base64\": \"%sA\"}".formatted(fits))
                .then()
                .statusCode(422)
                .body("errors.field", contains("audio_base64"));
    }

    @Test
    void a_bot_is_not_given_more_than_it_can_take() {
        Database.run("""
                insert into commands (id, meeting_id, action, expires_at)
                select gen_random_uuid(), $1, 'speak', clock_timestamp() + interval '1 minute'
                from generate_series(1, 100)
                """, bot.meetingId());
        ask("POST", "speak", "{\"text\": \"Hello\"}")
                .then()
                .statusCode(429)
                .header("Retry-After", equalTo("5"))
                .body("detail", containsString("100"));
        ask("DELETE", "speak", null).then().statusCode(202);
        bot.heartbeat().then().body("commands", hasSize(101));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, speak",
        "DELETE, speak",
        "POST, chat",
        "GET, chat",
        "POST, screen",
        "DELETE, screen",
        "PUT, avatar",
        "DELETE, avatar"
    })
    void only_a_bot_that_is_in_the_meeting_can_do_anything(String method, String path) {
        String waiting = User.newMeet();
        user.send(waiting).then().statusCode(201);
        String body = "{\"text\": \"x\", \"url\": \"https://example.org\"}";

        Response mine = request(user, method, body, "/bots/google_meet/" + waiting + "/" + path);
        Response anothers = request(User.withLimit(1), method, body, "/bots/google_meet/" + meet + "/" + path);

        String sentence = "No active meeting found for platform google_meet and meeting ID ";
        mine.then().statusCode(404).body("detail", equalTo(sentence + waiting));
        anothers.then().statusCode(404).body("detail", equalTo(sentence + meet));
        assertThat(Database.rows("select 1 from commands where meeting_id = $1", bot.meetingId()))
                .isEmpty();
    }

    @Test
    void an_admin_and_a_key_of_another_scope_command_no_bot() {
        String reader = User.admin()
                .post("/admin/users/" + user.id() + "/tokens?scope=tx")
                .path("token");
        String path = "/bots/google_meet/" + meet + "/speak";
        User.admin().body("{\"text\": \"x\"}").post(path).then().statusCode(403);
        new User(user.id(), reader)
                .request()
                .body("{\"text\": \"x\"}")
                .post(path)
                .then()
                .statusCode(403);
        RestAssured.given().delete(path).then().statusCode(401);
    }

    @Test
    void a_client_without_a_content_type_can_stop_what_is_going_on() {
        RestAssured.given()
                .header("X-API-Key", user.key())
                .delete("/bots/google_meet/" + meet + "/speak")
                .then()
                .statusCode(202);
    }

    @Test
    void the_chat_is_what_the_bot_wrote_down_of_it() {
        ask("GET", "chat", null).then().statusCode(200).body("messages", empty());
        String list = "meeting:" + bot.meetingId() + ":chat_messages";
        for (String message : List.of("{\"sender\": \"Ada\", \"text\": \"Hi\"}", "nonsense", "{\"text\": \"Ho\"}")) {
            redis.execute("RPUSH", list, message).await().atMost(SOON);
        }
        ask("GET", "chat", null)
                .then()
                .statusCode(200)
                .body("messages.text", contains("Hi", "Ho"))
                .body("messages[0].sender", equalTo("Ada"));
    }

    @Test
    void a_crowd_that_nobody_hears_does_not_starve_the_rest() {
        Database.run("""
                insert into commands (id, meeting_id, action, created_at, expires_at)
                select gen_random_uuid(), $1, 'speak', clock_timestamp() - interval '1 hour',
                       clock_timestamp() + interval '1 hour'
                from generate_series(1, 450)
                """, bot.meetingId());
        Bot other = Bot.of(user.sent()).inMeeting();
        Database.run("""
                insert into commands (id, meeting_id, action, created_at, expires_at)
                values (gen_random_uuid(), $1, 'speak', clock_timestamp() - interval '1 minute',
                        clock_timestamp() + interval '1 hour')
                """, other.meetingId());

        try (Listener listener = Listener.on("bot_commands:meeting:" + other.meetingId())) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(listener.heard()).hasSizeGreaterThan(0));
        }

        assertThat(Database.number(
                        "select count(*) from commands where meeting_id = $1 and last_tried_at is null",
                        bot.meetingId()))
                .isZero();
        Database.run("delete from commands where meeting_id = $1", bot.meetingId());
    }

    @Test
    void two_replicas_do_not_take_the_same_command() {
        Database.run("""
                insert into commands (id, meeting_id, action, created_at, expires_at)
                select gen_random_uuid(), $1, 'speak', clock_timestamp() - interval '1 hour',
                       clock_timestamp() + interval '1 hour'
                from generate_series(1, 50)
                """, bot.meetingId());
        List<UUID> taken = AtOnce.times(
                        4, replica -> commands.takeUnheard(1_000).await().atMost(SOON))
                .stream()
                .flatMap(List::stream)
                .filter(command -> command.meetingId() == bot.meetingId())
                .map(Command::id)
                .toList();
        assertThat(taken).doesNotHaveDuplicates();
        Database.run("delete from commands where meeting_id = $1", bot.meetingId());
    }

    private Response ask(String method, String path, String body) {
        return request(user, method, body, "/bots/google_meet/" + meet + "/" + path);
    }

    private static Response request(User user, String method, String body, String path) {
        var request = user.request();
        return (body == null || !method.startsWith("P") ? request : request.body(body)).request(method, path);
    }

    private static String payload(String command) {
        return Database.text("select payload::text from commands where id = $1", UUID.fromString(command));
    }
}
