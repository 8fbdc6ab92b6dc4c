package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a launch says that is not the present one any more: kept, never applied, and answered with a leave. */
@QuarkusTest
class FencingTest {

    private static final int OLDER = TalkedTo.PRESENT - 1;
    private static final int INTERLEAVINGS = 50;

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withoutLimit();
    }

    @ParameterizedTest
    @CsvSource({
        "started,            ''",
        "joining,            ''",
        "awaiting_admission, ''",
        "joined,             ''",
        "exited,             ', \"exit_code\": 1'",
        "status,             ', \"status\": \"active\"'",
        "status_change,      ', \"status\": \"completed\", \"exit_code\": 0'",
        "status_change,      ', \"status\": \"stopping\"'",
        "status_change,      ', \"status\": \"needs_human_help\"'",
        "status_change,      ', \"status\": \"dancing\"'",
        "lifecycle,          ', \"status\": \"failed\", \"exit_code\": 1'",
        "heartbeat,          ', \"progress\": {\"segments\": 9}'",
        "ack,                ', \"acknowledged\": []'",
    })
    void everyWayToSpeakIsFenced(String path, String fields) {
        TalkedTo meeting = new TalkedTo(user);

        JsonObject answer = meeting.post(path, OLDER, fields);

        assertToldToLeave(answer, meeting);
        assertThat(answer.getString("meeting_status")).isEqualTo("requested");
        meeting.assertAsTheRulesSay(path);
        assertThat(meeting.history()).singleElement().satisfies(row -> {
            assertThat(row.getString("kind")).isEqualTo("fenced");
            assertThat(row.getInteger("attempt")).isEqualTo(OLDER);
        });
        assertThat(Database.rows(
                        "select 1 from heartbeats where meeting_id = $1 and "
                                + "(last_heartbeat_at is not null or progress is not null)",
                        meeting.id()))
                .isEmpty();
    }

    @Test
    void thatAnOlderLaunchLivesIsKeptOnceHoweverOftenItIsHeard() {
        TalkedTo meeting = new TalkedTo(user);

        for (int i = 0; i < 5; i++) {
            assertToldToLeave(meeting.post("heartbeat", OLDER, ""), meeting);
            assertToldToLeave(meeting.post("heartbeat", 1, ""), meeting);
            assertToldToLeave(
                    meeting.post("ack", 1, ", \"acknowledged\": [\"%s\"]".formatted(UUID.randomUUID())), meeting);
        }

        assertThat(meeting.history())
                .extracting(row -> row.getString("reason") + " " + row.getInteger("attempt"))
                .containsExactly("heartbeat 2", "heartbeat 1", "acknowledgement 1");
    }

    @Test
    void anOlderLaunchTakesNoCommandsOfThePresentOne() {
        TalkedTo meeting = new TalkedTo(user);
        meeting.post("joined", TalkedTo.PRESENT, "");
        meeting.stop();
        Row leave = Database.rows("select id, state from commands where meeting_id = $1", meeting.id())
                .get(0);

        JsonObject answer =
                meeting.post("heartbeat", OLDER, ", \"acknowledged\": [\"%s\"]".formatted(leave.getUUID("id")));

        assertToldToLeave(answer, meeting);
        assertThat(answer.getJsonArray("commands").getJsonObject(0).getString("command_id"))
                .as("a leave of its own, so that it cannot be taken for the other")
                .isNotEqualTo(leave.getUUID("id").toString());
        assertThat(Database.text("select state from commands where meeting_id = $1", meeting.id()))
                .isIn("accepted", "published");
    }

    /** The three launches speak at the same time; all that counts is what the present one says. */
    @Test
    void howeverTheWordsOfThreeLaunchesInterleaveOnlyThePresentOneCounts() {
        long seed = System.nanoTime();
        System.out.println("FencingTest seed " + seed);
        for (int round = 0; round < INTERLEAVINGS; round++) {
            Random random = new Random(seed + round);
            TalkedTo meeting = new TalkedTo(user);
            List<List<Word>> launches = IntStream.rangeClosed(1, TalkedTo.PRESENT)
                    .mapToObj(attempt -> words(random, attempt))
                    .toList();
            List<Callable<List<JsonObject>>> bots = new ArrayList<>();
            launches.forEach(words -> bots.add(() -> words.stream()
                    .flatMap(word -> List.of(meeting.say(word), meeting.post("heartbeat", word.attempt(), "")).stream())
                    .toList()));

            List<List<JsonObject>> answers = AtOnce.all(bots);

            String description = "seed " + (seed + round);
            launches.get(TalkedTo.PRESENT - 1).forEach(word -> meeting.model(word.event()));
            meeting.assertAsTheRulesSay(description);
            answers.subList(0, 2).forEach(older -> older.forEach(answer -> assertToldToLeave(answer, meeting)));
            assertThat(answers.get(2)).as(description).noneMatch(answer -> answer.getBoolean("fenced", false));
            assertThat(meeting.history().stream()
                            .filter(row -> row.getInteger("attempt") < TalkedTo.PRESENT)
                            .map(row -> row.getString("kind")))
                    .as(description)
                    .hasSize(launches.get(0).size() + launches.get(1).size() + 2)
                    .containsOnly("fenced");
        }
    }

    private static List<Word> words(Random random, int attempt) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(number -> Word.random(random, number, attempt))
                .toList();
    }

    private static void assertToldToLeave(JsonObject answer, TalkedTo meeting) {
        assertThat(answer.getBoolean("fenced")).isTrue();
        assertThat(answer.getJsonArray("commands")).hasSize(1);
        JsonObject leave = answer.getJsonArray("commands").getJsonObject(0);
        assertThat(leave.getString("action")).isEqualTo("leave");
        assertThat(leave.getLong("meeting_id")).isEqualTo(meeting.id());
        assertThat(leave.getString("command_id")).isNotNull();
    }
}
