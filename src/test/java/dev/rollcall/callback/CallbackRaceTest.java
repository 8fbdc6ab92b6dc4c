package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Together;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CallbackRaceTest {

    private static final int ROUNDS = 100;

    @Test
    void ofTwoEndsAtOnceOneCountsAndBothAreAnswered() throws Exception {
        User user = User.withLimit(ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            long meeting = user.sent();
            Bot bot = Bot.of(meeting).inMeeting();

            List<Integer> answers = Together.call(List.of(
                    () -> bot.reports("completed", ", \"exit_code\": 0").statusCode(),
                    () -> bot.reports("failed", ", \"exit_code\": 1").statusCode()));

            assertThat(answers).as("round %d", round).containsExactly(200, 200);
            assertOneChainedEnd(meeting);
        }
    }

    private static void assertOneChainedEnd(long meeting) {
        List<Row> history = Database.rows(
                "select from_status, to_status from status_transitions "
                        + "where meeting_id = $1 and kind in ('transition', 'implied') order by revision, step",
                meeting);
        String at = null;
        for (Row row : history) {
            assertThat(row.getString("from_status")).isEqualTo(at);
            at = row.getString("to_status");
        }
        assertThat(at).isIn("completed", "failed");
        assertThat(Database.text("select status from meetings where id = $1", meeting))
                .isEqualTo(at);
        assertThat(history).hasSize(5);
    }
}
