package dev.rollcall.event;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Socket;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LiveSocketTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Followers sockets;

    @Inject
    RedisChannels redis;

    private User user;
    private String meet;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
        meet = User.newMeet();
    }

    @Test
    void a_followed_meeting_tells_every_status_and_no_other_does() {
        Bot bot = send(meet);
        try (Socket socket = Socket.of(user).follow(meet)) {
            Bot other = send(User.newMeet());
            bot.inMeeting();
            other.reports("joining");
            bot.reports("completed", ", \"exit_code\": 0");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(socket.statuses()).contains("completed"));

            assertThat(socket.statuses()).containsExactly("joining", "awaiting_admission", "active", "completed");
            JsonObject end = socket.frames("meeting.status").get(3);
            assertThat(end.getString("ts")).endsWith("Z");
            end.remove("ts");
            assertThat(end)
                    .isEqualTo(new JsonObject()
                            .put("type", "meeting.status")
                            .put(
                                    "meeting",
                                    new JsonObject()
                                            .put("platform", "google_meet")
                                            .put("native_id", meet)
                                            .put("id", (int) bot.meetingId()))
                            .put("payload", new JsonObject().put("status", "completed"))
                            .put("user_id", (int) user.id())
                            .put("seq", 7));
        }
    }

    @Test
    void a_socket_that_follows_nothing_yet_hears_of_all_of_its_users_meetings_in_both_forms() {
        try (Socket socket = Socket.withQuery("?api_key=" + user.key())) {
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
            Bot bot = send(meet);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(socket.statuses()).isNotEmpty());
            JsonObject first = socket.frames("meeting.status").get(0);
            assertThat(first.getString("status")).isEqualTo("requested");
            assertThat(first.getString("native")).isEqualTo(meet);
            assertThat(first.getLong("meeting_id")).isEqualTo(bot.meetingId());
            assertThat(first.getString("when")).endsWith("Z");
            assertThat(first.getJsonObject("meeting").getString("native_id")).isEqualTo(meet);
        }
    }

    @Test
    void an_unfollowed_meeting_tells_nothing_more() {
        Bot bot = send(meet);
        String other = User.newMeet();
        Bot followed = send(other);
        try (Socket socket = Socket.of(user).follow(meet, other)) {
            socket.send("{\"action\": \"unsubscribe\", \"meetings\": [{\"platform\": \"google_meet\", \"native_id\": \""
                    + meet + "\"}]}");
            assertThat(socket.awaitFrame("unsubscribed").getJsonArray("meetings"))
                    .isEqualTo(new JsonArray()
                            .add(new JsonObject().put("platform", "google_meet").put("native_id", meet)));
            bot.reports("joining");
            followed.reports("active");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(socket.statuses()).containsExactly("active"));
        }
    }

    @Test
    void anothers_meeting_cannot_be_followed() {
        Bot bot = send(meet);
        User stranger = User.withLimit(1);
        String own = User.newMeet();
        stranger.send(own);
        try (Socket socket = Socket.of(stranger).follow(own, meet);
                Socket all = Socket.of(stranger)) {
            all.send("{\"action\": \"ping\"}").awaitFrame("pong");
            JsonObject error = socket.awaitFrame("error");
            assertThat(error.getString("error")).isEqualTo("invalid_subscribe_payload");
            assertThat(error.getJsonArray("details").getString(0)).startsWith("meetings[1]");
            assertThat(socket.awaitFrame("subscribed").getJsonArray("meetings")).hasSize(1);
            bot.inMeeting();
            stranger.stop(own).then().statusCode(202);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(socket.statuses()).isNotEmpty();
                assertThat(all.statuses()).isNotEmpty();
            });
            assertThat(socket.statuses()).isEqualTo(all.statuses()).doesNotContain("active", "joining");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | invalid_json",
                "[] | invalid_json",
                "null | invalid_json",
                "{} | unknown_action",
                "{\"action\": 5} | unknown_action",
                "{\"action\": \"dance\"} | unknown_action",
                "{\"action\": \"subscribe\"} | invalid_subscribe_payload",
                "{\"action\": \"subscribe\", \"meetings\": []} | invalid_subscribe_payload",
                "{\"action\": \"subscribe\", \"meetings\": {}} | invalid_subscribe_payload",
                "{\"action\": \"subscribe\", \"meetings\": [5]} | invalid_subscribe_payload",
                "{\"action\": \"subscribe\", \"meetings\": [{\"platform\": \"skype\", \"native_id\": \"\\u0000\"}]} | invalid_subscribe_payload",
                "{\"action\": \"unsubscribe\", \"meetings\": [null]} | invalid_unsubscribe_payload",
                "{\"action\": \"unsubscribe\"} | invalid_unsubscribe_payload",
            })
    void what_cannot_be_understood_is_answered_and_the_socket_lives_on(String frame, String error) {
        try (Socket socket = Socket.of(user)) {
            socket.send(frame);
            assertThat(socket.awaitFrame("error").getString("error")).isEqualTo(error);
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
        }
    }

    @Test
    void a_frame_without_end_closes_the_socket() {
        try (Socket socket = Socket.of(user)) {
            socket.send("{\"action\": \"" + "x".repeat(300_000));
            await().atMost(SOON).until(socket::isClosed);
        }
    }

    @Test
    void without_a_key_the_socket_is_closed_with_4401() {
        try (Socket socket = Socket.withKey(null)) {
            assertThat(socket.awaitClose()).isEqualTo(4401);
            assertThat(socket.frames())
                    .containsExactly(new JsonObject().put("type", "error").put("error", "missing_api_key"));
        }
    }

    @Test
    void with_a_wrong_key_the_socket_is_closed_with_4401() {
        try (Socket socket = Socket.withQuery("?api_key=wrong")) {
            assertThat(socket.awaitClose()).isEqualTo(4401);
            assertThat(socket.frames().get(0).getString("error")).isEqualTo("invalid_api_key");
        }
    }

    @ParameterizedTest
    @CsvSource({"bot, false", "tx, false", "browser, true"})
    void a_scoped_key_follows_where_its_scope_is_about_meetings(String scope, boolean refused) {
        String key = User.admin()
                .post("/admin/users/" + user.id() + "/tokens?scope=" + scope)
                .path("token");
        try (Socket socket = Socket.withKey(key)) {
            if (refused) {
                assertThat(socket.awaitClose()).isEqualTo(4403);
            } else {
                socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
            }
        }
    }

    @Test
    void a_revoked_key_closes_its_sockets() {
        String other =
                User.admin().post("/admin/users/" + user.id() + "/tokens").path("token");
        try (Socket socket = Socket.withKey(other);
                Socket healthy = Socket.of(user)) {
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
            healthy.send("{\"action\": \"ping\"}").awaitFrame("pong");
            Database.run(
                    "delete from api_tokens where id = (select max(id) from api_tokens where user_id = $1)", user.id());
            sockets.checkKeys().await().atMost(SOON);
            assertThat(socket.awaitClose()).isEqualTo(4401);
            assertThat(healthy.isClosed()).isFalse();
        }
    }

    @Test
    void a_user_may_not_open_sockets_without_end() {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                many.add(Socket.of(user).send("{\"action\": \"ping\"}"));
            }
            many.forEach(socket -> socket.awaitFrame("pong"));
            try (Socket last = Socket.of(user)) {
                assertThat(last.awaitClose()).isEqualTo(4429);
            }
            many.remove(0).close();
            await().atMost(SOON).untilAsserted(() -> {
                try (Socket next = Socket.of(user)) {
                    next.send("{\"action\": \"ping\"}").awaitFrame("pong");
                }
            });
        } finally {
            many.forEach(Socket::close);
        }
    }

    @Test
    void a_client_that_answers_pings_stays() {
        try (Socket socket = Socket.of(user)) {
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
            for (int i = 0; i < 3; i++) {
                sockets.ping().await().atMost(SOON);
                socket.send("{\"action\": \"ping\"}");
                int seen = i + 2;
                await().atMost(SOON).until(() -> socket.frames("pong").size() == seen);
            }
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void a_socket_outlives_the_longest_wait_of_a_request() {
        try (Socket socket = Socket.of(user)) {
            await().pollDelay(Duration.ofSeconds(10))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> true);
            assertThat(socket.isClosed()).isFalse();
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
        }
    }

    @Test
    void a_client_that_takes_nothing_is_cut_off_and_holds_nothing_up() throws Exception {
        try (java.net.Socket deaf = handshake("/ws", user.key());
                Socket healthy = Socket.of(user)) {
            healthy.send("{\"action\": \"ping\"}").awaitFrame("pong");
            await().atMost(SOON).until(() -> sockets.count(user.id()) == 2);
            writeEvents(300, 100_000);

            await().atMost(SOON).until(() -> healthy.frames("meeting.status").size() == 300);
            await().atMost(Duration.ofSeconds(60)).until(() -> sockets.count(user.id()) == 1);

            assertThat(healthy.isClosed()).isFalse();
            assertThat(deaf.isClosed()).isFalse();
        }
    }

    /** A client that opens its socket and then reads nothing. */
    private java.net.Socket handshake(String path, String key) throws Exception {
        java.net.Socket socket = new java.net.Socket();
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress("localhost", RestAssured.port));
        String head = """
                GET %s HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                X-API-Key: %s

                """.formatted(path, key);
        socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Events of this many characters, as no client of ours could cause them so quickly. */
    private void writeEvents(int count, int size) {
        Database.run("""
                insert into events (user_id, seq, meeting_id, type, data)
                select $1, place, 1, 'meeting.status_change',
                       jsonb_build_object('platform', 'zoom', 'native_meeting_id', repeat('x', $3), 'to', 'active')
                from generate_series(1, $2) as place
                """, user.id(), count, size);
    }

    @Test
    void without_a_database_a_new_socket_is_told_to_come_again_and_an_open_one_stays() {
        Bot bot = send(meet);
        LocalServices services = LocalServices.shared();
        try (Socket open = Socket.of(user).follow(meet)) {
            services.stopPostgres();
            try (Socket refused = Socket.of(user)) {
                assertThat(refused.awaitClose()).isEqualTo(4503);
                assertThat(refused.awaitFrame("error").getString("error")).isEqualTo("authorization_service_error");
                sockets.checkKeys().await().atMost(SOON);
                open.send(
                        "{\"action\": \"subscribe\", \"meetings\": [{\"platform\": \"zoom\", \"native_id\": \"123456789\"}]}");
                assertThat(open.awaitFrame("error").getString("error")).isEqualTo("authorization_call_failed");
            } finally {
                services.startPostgres();
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(bot.heartbeat().statusCode()).isEqualTo(200));
            }
            bot.reports("joining").then().statusCode(200);
            await().atMost(SOON).untilAsserted(() -> assertThat(open.statuses()).containsExactly("joining"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws?api_key=%zz", "/ws?api_key=", "/ws?api_key=a%00b"})
    void a_broken_key_is_no_failure_of_ours(String path) throws Exception {
        try (java.net.Socket socket = handshake(path, "")) {
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .matches("HTTP/1.1 (101|400)");
        }
    }

    @Test
    void a_request_that_is_no_websocket_is_told_so() {
        given().get("/ws").then().statusCode(426).body("detail", containsString("WebSocket"));
    }

    @Test
    void many_writers_and_no_redis_and_still_every_event_once_and_in_order() {
        int bots = 32;
        LocalServices services = LocalServices.shared();
        try (Socket socket = Socket.of(user);
                Socket stranger = Socket.of(User.withoutLimit())) {
            socket.send("{\"action\": \"ping\"}").awaitFrame("pong");
            stranger.send("{\"action\": \"ping\"}").awaitFrame("pong");
            services.stopRedis();
            try {
                AtOnce.times(bots, number -> wholeLife(User.newMeet()));
            } finally {
                services.startRedis();
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(socket.frames("meeting.status")).hasSize(bots * 5));
            assertThat(socket.frames("meeting.status").stream().map(frame -> frame.getLong("seq")))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, bots * 5).boxed().toList());
            assertThat(stranger.frames("meeting.status")).isEmpty();
        } finally {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> redis.isUp().await().atMost(Duration.ofSeconds(5)));
        }
    }

    /** All writers wait for one counter; who is told that it takes too long tries again. */
    private Bot wholeLife(String nativeId) {
        await().atMost(SOON).until(() -> user.send(nativeId).statusCode() != 503);
        Bot bot = Bot.of(Database.number("select id from meetings where platform_specific_id = $1", nativeId));
        for (String status : List.of("joining", "awaiting_admission", "active", "completed")) {
            await().atMost(SOON).until(() -> bot.reports(status).statusCode() != 503);
        }
        return bot;
    }

    @Test
    void who_asks_may_know_what_it_may_follow() {
        Bot bot = send(meet);
        User stranger = User.withLimit(1);
        stranger.sent();
        String body =
                "{\"meetings\": [{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}, {\"platform\": \"x\"}, null]}"
                        .formatted(meet);

        JsonObject mine = new JsonObject(
                user.request().body(body).post("/ws/authorize-subscribe").asString());
        JsonObject anothers = new JsonObject(
                stranger.request().body(body).post("/ws/authorize-subscribe").asString());

        assertThat(mine.getJsonArray("authorized"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("platform", "google_meet")
                                .put("native_id", meet)
                                .put("user_id", Long.toString(user.id()))
                                .put("meeting_id", Long.toString(bot.meetingId()))));
        assertThat(mine.getString("user_id")).isEqualTo(Long.toString(user.id()));
        assertThat(mine.getJsonArray("errors")).hasSize(2);
        assertThat(anothers.getJsonArray("authorized")).isEmpty();
        assertThat(anothers.getJsonArray("errors")).hasSize(3);
        assertThat(anothers.getString("user_id")).isEqualTo(Long.toString(stranger.id()));
    }

    @Test
    void a_hundred_may_be_asked_for_at_once_and_no_more() {
        ask(100).statusCode(200);
        ask(101).statusCode(422);
        user.request().body("{}").post("/ws/authorize-subscribe").then().statusCode(422);
        given().contentType("application/json")
                .body("{}")
                .post("/ws/authorize-subscribe")
                .then()
                .statusCode(401);
    }

    private ValidatableResponse ask(int count) {
        JsonArray meetings = new JsonArray();
        IntStream.range(0, count)
                .forEach(i ->
                        meetings.add(new JsonObject().put("platform", "zoom").put("native_id", "1234567890")));
        return user.request()
                .body(new JsonObject().put("meetings", meetings).encode())
                .post("/ws/authorize-subscribe")
                .then();
    }

    private Bot send(String nativeId) {
        return Bot.of(
                user.send(nativeId).then().statusCode(201).extract().jsonPath().getLong("id"));
    }
}
