package dev.rollcall.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.Progress.Step;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meetings whose bots do not call back, moved on by what the platform sees. */
@QuarkusTest
class SeenProgressTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    StagedRuntime runtime;

    private User user;
    private long meeting;

    @BeforeEach
    void launch() {
        user = User.withLimit(1);
        meeting = user.sent();
        await().atMost(SOON).until(() -> runtime.launches(handle(1)) == 1);
    }

    @Test
    void a_meeting_goes_on_as_far_as_the_platform_sees_its_bot() {
        runtime.see(handle(1), Step.JOINING);
        await().atMost(SOON).until(() -> user.status(meeting).equals("joining"));

        runtime.see(handle(1), Step.ACTIVE);

        await().atMost(SOON).until(() -> user.status(meeting).equals("active"));
        assertThat(history())
                .extracting(row -> row.getString("to_status") + " by " + row.getString("source"))
                .containsExactly("joining by runtime", "awaiting_admission by runtime", "active by runtime");
    }

    @Test
    void what_the_platform_repeats_is_written_once() {
        runtime.see(handle(1), Step.ACTIVE);
        await().atMost(SOON).until(() -> user.status(meeting).equals("active"));
        int before = history().size();

        runtime.see(handle(1), Step.ACTIVE);
        runtime.see(handle(1), Step.JOINING); // late: kept as evidence
        runtime.see(handle(1), Step.JOINING);

        await().during(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> history().size() <= before + 1);
        assertThat(user.status(meeting)).isEqualTo("active");
    }

    @Test
    void what_is_seen_of_an_older_launch_moves_nothing() {
        Database.run("update meetings set attempt = 2, workload = $2 where id = $1", meeting, handle(2));

        runtime.see(handle(1), Step.ACTIVE);

        await().atMost(SOON)
                .until(() -> !Database.rows(
                                "select 1 from status_transitions where meeting_id = $1 and kind = 'fenced'", meeting)
                        .isEmpty());
        assertThat(user.status(meeting)).isEqualTo("requested");
    }

    private List<Row> history() {
        return Database.rows("""
                select to_status, source
                from status_transitions
                where meeting_id = $1 and source = 'runtime'
                order by id
                """, meeting);
    }

    private String handle(int attempt) {
        return Workload.handleOf(meeting, attempt);
    }
}
