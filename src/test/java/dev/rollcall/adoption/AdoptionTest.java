package dev.rollcall.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.stage.AtOnce;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When and how a database is taken over, and that nothing is lost or half done; the rows are in {@link AdoptedRowsTest}. */
class AdoptionTest {

    private static final List<String> TABLES =
            List.of("users", "api_tokens", "meetings", "meeting_sessions", "transcriptions");

    private OldDatabase database;

    @BeforeEach
    void open() {
        database = OldDatabase.ofVexa();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyRowIsThereAfterwardsUnderItsId() {
        List<List<String>> before = ids();

        database.migrate();

        assertThat(ids()).isEqualTo(before);
        assertThat(before).allSatisfy(table -> assertThat(table).isNotEmpty());
    }

    @Test
    void theOldTablesStayAsTheyWere() {
        String before = database.contents("public");

        database.migrate();

        assertThat(database.contents("adopted_vexa")).isEqualTo(before).contains("alembic_version");
    }

    @Test
    void aSecondStartChangesNothing() {
        database.migrate();
        String after = database.contents("public") + database.contents("adopted_vexa");

        database.migrate();

        assertThat(database.contents("public") + database.contents("adopted_vexa"))
                .isEqualTo(after);
    }

    @Test
    void replicasThatStartTogetherAllComeUp() {
        List<List<String>> before = ids();

        AtOnce.times(3, replica -> {
            database.migrate();
            return replica;
        });

        assertThat(ids()).isEqualTo(before);
        assertThat(database.number("select count(*) from meetings")).isEqualTo(19);
    }

    @Test
    void aStartThatEndedAfterTheMoveIsGoneOnWith() {
        List<List<String>> before = ids();
        database.run(OldDatabase.resource("/db/migration/beforeValidate.sql"));
        assertThat(database.column("select tablename from pg_tables where schemaname = 'public'"))
                .isEmpty();

        database.migrate();

        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void aCopyThatFailsLeavesNothingHalfDoneAndIsTriedAgain() {
        database.run("alter table transcriptions drop constraint transcriptions_meeting_id_fkey;"
                + "update transcriptions set meeting_id = 777 where id = 3");
        String before = database.contents("public");

        assertThatThrownBy(database::migrate)
                .hasMessageContaining("1 of 4 rows of transcriptions could not be copied. Nothing was changed.");

        assertThat(database.contents("adopted_vexa")).isEqualTo(before);
        assertThat(TABLES)
                .allSatisfy(table -> assertThat(database.number("select count(*) from " + table))
                        .isZero());
        database.run("update adopted_vexa.transcriptions set meeting_id = 2 where id = 3");
        database.migrate();
        assertThat(database.number("select count(*) from transcriptions")).isEqualTo(4);
    }

    @Test
    void aCopyThatIsKilledIsDoneByTheNextStart() throws SQLException {
        List<List<String>> before = ids();
        database.run(OldDatabase.resource("/db/migration/beforeValidate.sql"));
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table adopted_vexa.transcriptions in access exclusive mode");
            CompletableFuture<Void> start = CompletableFuture.runAsync(database::migrate);

            Awaitility.await().until(() -> database.text(KILL_WHO_WAITS) != null);

            assertThat(start).failsWithin(Duration.ofSeconds(30));
        }
        assertThat(database.number("select count(*) from meetings")).isZero();

        database.migrate();

        assertThat(ids()).isEqualTo(before);
    }

    private static final String KILL_WHO_WAITS = """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%adopted_vexa%'
            """;

    @Test
    void newIdsGoOnWhereTheOldOnesEnded() {
        database.migrate();

        assertThat(database.number("select nextval(pg_get_serial_sequence('users', 'id'))"))
                .isEqualTo(13);
        assertThat(database.number("select nextval(pg_get_serial_sequence('api_tokens', 'id'))"))
                .isEqualTo(8);
        assertThat(database.number("select nextval(pg_get_serial_sequence('meetings', 'id'))"))
                .isEqualTo(42);
        assertThat(database.number("select nextval(pg_get_serial_sequence('meeting_sessions', 'id'))"))
                .isEqualTo(9);
        assertThat(database.number("select nextval(pg_get_serial_sequence('transcriptions', 'id'))"))
                .isEqualTo(101);
    }

    @Test
    void theWayBackIsTwoRenames() {
        String before = database.contents("public");
        database.migrate();

        database.run("alter schema public rename to rollcall_aside; alter schema adopted_vexa rename to public");

        assertThat(database.contents("public")).isEqualTo(before);
        assertThat(database.number("insert into meetings (user_id, platform, status, data)"
                        + " values (1, 'zoom', 'requested', '{}') returning id"))
                .isEqualTo(42);
    }

    @Test
    void tablesThatSomebodyWorksWithAreLeftAlone() throws SQLException {
        String before = database.contents("public");
        try (Connection vexa = database.connect();
                Statement statement = vexa.createStatement()) {
            vexa.setAutoCommit(false);
            statement.execute("update meetings set status = 'active' where id = 10");

            assertThatThrownBy(database::migrate).hasMessageContaining("Stop Vexa's services, then start Rollcall");

            vexa.rollback();
        }
        assertThat(database.contents("public")).isEqualTo(before);
    }

    @Test
    void aSchemaThatIsInTheWayIsLeftAlone() {
        database.run("create schema adopted_vexa; create table adopted_vexa.mine (id int)");
        String before = database.contents("public");

        assertThatThrownBy(database::migrate).hasMessageContaining("the schema \"adopted_vexa\"");

        assertThat(database.contents("public")).isEqualTo(before);
    }

    @Test
    void anotherApplicationsDatabaseIsRefusedAndLeftAlone() {
        try (OldDatabase foreign = OldDatabase.empty()) {
            foreign.run("create table users (id int, email text); create table orders (id int)");
            String before = foreign.contents("public");

            assertThatThrownBy(foreign::migrate)
                    .hasMessageContaining("holds tables that are neither Rollcall's nor Vexa's (orders, users)."
                            + " Nothing was changed. Give Rollcall an empty database.");

            assertThat(foreign.contents("public")).isEqualTo(before);
        }
    }

    @Test
    void anEmptyDatabaseGetsNothingButOurTables() {
        try (OldDatabase fresh = OldDatabase.empty()) {
            assertThatCode(fresh::migrate).doesNotThrowAnyException();

            assertThat(fresh.column("select nspname from pg_namespace where nspname like '%vexa%'"))
                    .isEmpty();
            assertThat(fresh.column("select proname from pg_proc where proname like 'vexa%'"))
                    .isEmpty();
            assertThat(fresh.number("select count(*) from users")).isZero();
        }
    }

    private List<List<String>> ids() {
        return TABLES.stream()
                .map(table -> database.column("select id from " + table + " order by id"))
                .toList();
    }
}
