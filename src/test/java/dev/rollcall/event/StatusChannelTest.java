package dev.rollcall.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.platform.RedisKeys;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Listener;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatusChannelTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withLimit(5);
    }

    @Test
    void everyNewStatusIsToldOnBothChannelsWithItsSequence() {
        String nativeId = User.newMeet();
        try (Listener byUser = Listener.on("bm:meeting:%d:google_meet:%s:status".formatted(user.id(), nativeId))) {
            long meeting = user.send(nativeId)
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath()
                    .getLong("id");
            try (Listener byMeeting = Listener.on("bm:meeting:" + meeting + ":status")) {
                Bot bot = Bot.of(meeting).inMeeting();
                bot.reports("active"); // a repeat tells nothing
                bot.reports("completed", ", \"exit_code\": 0");

                await().atMost(SOON).untilAsserted(() -> {
                    assertThat(statuses(byUser))
                            .containsExactlyInAnyOrder(
                                    "requested", "joining", "awaiting_admission", "active", "completed");
                    assertThat(statuses(byMeeting))
                            .containsExactlyInAnyOrder("joining", "awaiting_admission", "active", "completed");
                });
                assertThat(byUser.heard().stream().map(message -> message.getLong("seq")))
                        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
                JsonObject end = byUser.heard().stream()
                        .filter(message -> message.getLong("seq") == 5)
                        .findFirst()
                        .orElseThrow();
                assertThat(Instant.parse(end.getString("ts"))).isNotNull();
                end.remove("ts");
                assertThat(end)
                        .isEqualTo(new JsonObject()
                                .put("type", "meeting.status")
                                .put(
                                        "meeting",
                                        new JsonObject()
                                                .put("id", meeting)
                                                .put("platform", "google_meet")
                                                .put("native_id", nativeId))
                                .put("payload", new JsonObject().put("status", "completed"))
                                .put("user_id", user.id())
                                .put("seq", 5L));
            }
        }
    }

    @Test
    void everyNewStatusOfAnyMeetingIsToldToWhoFollowsTheUser() {
        try (Listener all = Listener.on("u:" + user.id() + ":meetings")) {
            String nativeId = User.newMeet();
            long meeting = user.send(nativeId).jsonPath().getLong("id");
            await().atMost(SOON).untilAsserted(() -> assertThat(all.heard()).hasSize(1));
            JsonObject message = all.heard().get(0);
            assertThat(Instant.parse((String) message.remove("when"))).isNotNull();
            assertThat(message)
                    .isEqualTo(new JsonObject()
                            .put("type", "meeting.status")
                            .put("meeting_id", meeting)
                            .put("native", nativeId)
                            .put("status", "requested")
                            .put("seq", 1L));
        }
    }

    @Test
    void theKeyOfTheCurrentConnectionIsThereWhileTheBotIsAndBelongsToTheLast() {
        String nativeId = User.newMeet();
        String key = "bm:meeting:google_meet:" + nativeId + ":current_uid";
        Bot first = Bot.of(user.send(nativeId).jsonPath().getLong("id"));
        await().atMost(SOON).until(() -> first.connectionId().toString().equals(redis("GET", key)));
        assertThat(Integer.parseInt(redis("TTL", key))).isBetween(24 * 3600 - 60, 24 * 3600);
        Bot second = Bot.of(User.withLimit(1).send(nativeId).jsonPath().getLong("id"));
        await().atMost(SOON).until(() -> second.connectionId().toString().equals(redis("GET", key)));

        first.inMeeting().reports("completed", ", \"exit_code\": 0");
        second.inMeeting().reports("completed", ", \"exit_code\": 0");
        await().atMost(SOON).until(() -> redis("GET", key) == null);
    }

    @Test
    void aKeyThatSomebodyElseHasSetSinceIsLeftAlone() {
        RedisKeys keys = Arc.container().instance(RedisKeys.class).get();
        String key = "test:" + User.newMeet();
        keys.set(key, "theirs", Duration.ofMinutes(1)).await().atMost(SOON);
        keys.deleteIfEqual(key, "ours").await().atMost(SOON);
        assertThat(redis("GET", key)).isEqualTo("theirs");
        keys.deleteIfEqual(key, "theirs").await().atMost(SOON);
        assertThat(redis("GET", key)).isNull();
    }

    private static String redis(String command, String... arguments) {
        var answer = Arc.container()
                .instance(ReactiveRedisDataSource.class)
                .get()
                .execute(command, arguments)
                .await()
                .atMost(SOON);
        return answer == null ? null : answer.toString();
    }

    @Test
    void theFeedOfAUserHasNoGaps() {
        for (int i = 0; i < 3; i++) {
            Bot.of(user.sent()).inMeeting().reports("failed", ", \"exit_code\": 1");
        }
        List<Long> sequence =
                Database.rows("select seq from events where user_id = $1 order by seq", user.id()).stream()
                        .map(row -> row.getLong("seq"))
                        .toList();
        assertThat(sequence).isEqualTo(LongStream.rangeClosed(1, 15).boxed().toList());
    }

    private static List<String> statuses(Listener listener) {
        return listener.heard().stream()
                .map(message -> message.getJsonObject("payload").getString("status"))
                .toList();
    }
}
