package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker finds each kind of violation where one is planted, and nothing where there is none. */
class InvariantCheckerTest {

    private static final Duration LATE = Duration.ofSeconds(2);

    /** User 1 may have one bot. Meeting 1 was stopped in the meeting, meeting 2 is on. */
    private static final String SOUND = """
            insert into users (id, email, max_concurrent_bots) values (1, 'one@example.org', 1);
            insert into meetings (
                id, user_id, platform, platform_specific_id, status, deadline_at, on_deadline, end_time, stop_reason,
                completion_reason)
            values
                (1, 1, 'zoom', '1', 'completed', null, null, now(), 'stopped', 'stopped'),
                (2, 1, 'zoom', '2', 'active', now() + interval '1 hour', 'stop', null, null, null);
            insert into heartbeats (meeting_id) values (2);
            insert into meeting_sessions (meeting_id, session_uid) values (1, 'a'), (2, 'b');
            insert into status_transitions (meeting_id, revision, step, kind, from_status, to_status, source, attempt)
            values
                (1, 0, 0, 'transition', null, 'requested', 'creation', 1),
                (1, 1, 0, 'implied', 'requested', 'joining', 'bot', 1),
                (1, 1, 1, 'transition', 'joining', 'active', 'bot', 1),
                (1, 2, 0, 'transition', 'active', 'stopping', 'user', 1),
                (1, 3, 0, 'transition', 'stopping', 'completed', 'bot', 1),
                (2, 0, 0, 'transition', null, 'requested', 'creation', 1),
                (2, 1, 0, 'transition', 'requested', 'active', 'bot', 1);
            insert into event_counters (user_id, seq) values (1, 6);
            insert into events (user_id, seq, meeting_id, type, data)
            values
                (1, 1, 1, 'meeting.status_change', '{"from": null, "to": "requested"}'),
                (1, 2, 1, 'meeting.status_change', '{"from": "requested", "to": "active"}'),
                (1, 3, 1, 'meeting.status_change', '{"from": "active", "to": "stopping"}'),
                (1, 4, 2, 'meeting.status_change', '{"from": null, "to": "requested"}'),
                (1, 5, 1, 'meeting.status_change', '{"from": "stopping", "to": "completed"}'),
                (1, 6, 2, 'meeting.status_change', '{"from": "requested", "to": "active"}');
            """;

    private static LocalServices local;

    private final Promises promises = new Promises();
    private Connection database;
    private List<LiveProcess> processes = List.of(new LiveProcess(100, 2, 1, true), new LiveProcess(101, 2, 1, false));

    @BeforeAll
    static void schema() {
        local = LocalServices.another();
        Flyway.configure()
                .dataSource(local.jdbcUrl(), local.username(), local.password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    static void close() {
        local.close();
    }

    @BeforeEach
    void aSoundDatabase() throws SQLException {
        database = DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password());
        database.setAutoCommit(false); // rolled back after each test
        run(SOUND);
    }

    @AfterEach
    void rollback() throws SQLException {
        database.rollback();
        database.close();
    }

    @Test
    void aSoundDatabaseHasNoViolations() throws SQLException {
        promises.stopAccepted(1);
        promises.reportAnswered(1, "joining");
        InvariantChecker.Findings findings = InvariantChecker.check(database, processes, promises, LATE);
        assertThat(findings.violations()).isEmpty();
        assertThat(findings.checked()).isGreaterThan(40);
    }

    @Test
    void aLimitExceededForAMomentIsFound() throws SQLException {
        run("update events set seq = seq + 10 where seq in (3, 4)");
        run("update events set seq = 4 where seq = 13");
        run("update events set seq = 3 where seq = 14");
        assertFound("User 1 has 2 bots at event 3 and may have 1.");
    }

    @Test
    void aGapInTheFeedIsFound() throws SQLException {
        run("update events set seq = 9 where seq = 6");
        assertFound(
                "The feed of user 1 has event 9 where 6 is due.",
                "The feed of user 1 ends with 9 and its counter says 6.");
    }

    @Test
    void anEventThatIsMissingAtTheEndIsFound() throws SQLException {
        run("delete from events where seq = 6");
        assertFound(
                "The feed of user 1 ends with 5 and its counter says 6.",
                "Meeting 2 is active, and the feed says requested.");
    }

    @Test
    void anEventThatContradictsTheOneBeforeIsFound() throws SQLException {
        run("update events set data = '{\"from\": \"joining\", \"to\": \"active\"}' where seq = 2");
        assertFound("Event 2 of user 1 takes meeting 1 from joining, but it was requested.");
    }

    @Test
    void aWayBackIsFound() throws SQLException {
        addStep(2, "'transition', 'active', 'joining', 'bot'");
        addStep(2, "'transition', 'joining', 'active', 'bot'");
        assertFound("Meeting 2 went from active to joining by bot (null), which is no legal way.");
    }

    @Test
    void aWayOutOfAnEndIsFound() throws SQLException {
        addStep(1, "'transition', 'completed', 'failed', 'sweeper'");
        run("update meetings set status = 'failed' where id = 1");
        assertFound(
                "Meeting 1 went from completed to failed by sweeper (null), which is no legal way.",
                "Meeting 1 is failed, and the feed says completed.");
    }

    @Test
    void anOwnerWhoContinuesIsNoViolation() throws SQLException {
        addStep(1, "'transition', 'completed', 'requested', 'user'");
        addStep(1, "'transition', 'requested', 'completed', 'user'");
        run("update status_transitions set reason = 'continued' where from_status = 'completed'");
        assertFound();
    }

    @Test
    void aHistoryWithAHoleIsFound() throws SQLException {
        run("delete from status_transitions where meeting_id = 1 and revision = 2");
        assertFound("Meeting 1 goes on from stopping, but it was active.");
    }

    @Test
    void aRowThatItsHistoryDoesNotExplainIsFound() throws SQLException {
        run("update meetings set status = 'joining' where id = 2");
        assertFound(
                "Meeting 2 is joining, and its history ends with active.",
                "Meeting 2 is joining, and the feed says active.");
    }

    @Test
    void aMeetingPastItsDeadlineIsFound() throws SQLException {
        run("update meetings set deadline_at = timestamptz '2026-01-01 00:00:00Z' where id = 2");
        assertFound("Meeting 2 is active, and its deadline was at 2026-01-01T00:00:00Z.");
    }

    @Test
    void anEndWithoutATimeAndWithWorkLeftIsFound() throws SQLException {
        run("update meetings set end_time = null, launch_at = now() where id = 1");
        run("insert into heartbeats (meeting_id) values (1)");
        assertFound(
                "Meeting 1 is completed and has no end time.",
                "Meeting 1 is completed and still to be launched.",
                "Meeting 1 is completed and still has a heartbeat row.");
    }

    @Test
    void aConnectionOfTwoMeetingsIsFound() throws SQLException {
        run("update meeting_sessions set session_uid = 'a' where meeting_id = 2");
        assertFound("Connection a belongs to meeting 1 and to meeting 2.");
    }

    @Test
    void aMeetingWithoutAConnectionIsFound() throws SQLException {
        run("delete from meeting_sessions where meeting_id = 2");
        assertFound("Meeting 2 has no connection.");
    }

    @Test
    void aProcessWithoutALiveMeetingIsFound() throws SQLException {
        processes = List.of(new LiveProcess(100, 1, 1, true), new LiveProcess(101, 77, 1, false));
        assertFound(
                "Process 100 lives, and its meeting 1 is completed.",
                "Process 101 lives, and its meeting 77 is not there.");
    }

    @Test
    void twoBotsOfOneMeetingAreFound() throws SQLException {
        processes = List.of(new LiveProcess(100, 2, 1, true), new LiveProcess(101, 2, 2, true));
        assertFound(
                "Process 101 lives for attempt 2 of meeting 2, which is at another.",
                "Processes 100 and 101 are both bots of meeting 2.");
    }

    @Test
    void aStopThatDidNotEndItsBotIsFound() throws SQLException {
        promises.stopAccepted(2);
        assertFound("A stop of meeting 2 was accepted, and it is active.");
    }

    @Test
    void aStopThatWasForgottenIsFound() throws SQLException {
        promises.stopAccepted(1);
        run(
                "update meetings set stop_reason = null, completion_reason = 'left_alone', end_time = '2999-01-01Z' where id = 1");
        InvariantChecker.Findings findings = InvariantChecker.check(database, processes, promises, LATE);
        assertThat(findings.violations()).singleElement().asString().contains("is not in its row");
    }

    @Test
    void aReportThatWasAnsweredAndLostIsFound() throws SQLException {
        promises.reportAnswered(2, "awaiting_admission");
        assertFound("Meeting 2 was reported to be awaiting_admission and that was answered 200, "
                + "but its history does not know.");
    }

    @Test
    void anEndThatWasAnsweredAndLostIsFound() throws SQLException {
        promises.reportAnswered(2, "completed");
        assertFound("Meeting 2 was reported to be completed and that was answered 200, "
                + "but its history does not know.");
    }

    @Test
    void anEndThatWasDecidedToBeTheOtherOneIsNotLost() throws SQLException {
        addStep(2, "'evidence', 'active', 'failed', 'bot_callback'");
        promises.reportAnswered(2, "completed");
        assertFound();
    }

    private void assertFound(String... sentences) throws SQLException {
        assertThat(InvariantChecker.check(database, processes, promises, LATE).violations())
                .containsExactlyInAnyOrder(sentences);
    }

    private void addStep(long meeting, String values) throws SQLException {
        run("""
                insert into status_transitions (meeting_id, revision, step, kind, from_status, to_status, source, attempt)
                select %1$d, max(revision) + 1, 0, %2$s, 1 from status_transitions where meeting_id = %1$d
                """.formatted(meeting, values));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
