package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.OwnDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {

    private final OwnDatabase database = new OwnDatabase();

    @AfterEach
    void drop() {
        database.close();
    }

    /** A migration without a version would be applied again whenever it changes, and is not looked for. */
    @Test
    void the_newest_migration_is_the_one_that_is_looked_for() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("beforeValidate.sql"))
                    .toList();

            assertThat(names).allMatch(name -> name.startsWith("V"));
            assertThat(names.stream().max(Comparator.comparingInt(MigrationsTest::version)))
                    .hasValue(Migrations.NEWEST);
        }
    }

    @Test
    void a_schema_of_today_leaves_nothing_to_do() {
        assertThat(nothingToDo(database)).isTrue();
    }

    @Test
    void the_script_may_be_noted_with_its_folder_or_without() {
        database.run("update flyway_schema_history set script = 'db/migration/' || script where script not like '%/%'");

        assertThat(nothingToDo(database)).isTrue();
    }

    @Test
    void a_newer_version_may_have_gone_on() {
        database.run("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                select max(installed_rank) + 1, '9999', 'later', 'SQL', 'V9999__later.sql', 1, current_user, 1, true
                from flyway_schema_history
                """);

        assertThat(nothingToDo(database)).isTrue();
    }

    @Test
    void a_schema_of_yesterday_is_for_Flyway() {
        try (OwnDatabase old = new OwnDatabase(Integer.toString(version(Migrations.NEWEST) - 1))) {
            assertThat(nothingToDo(old)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update flyway_schema_history set success = false where version = '30'",
                "delete from flyway_schema_history",
                "drop table flyway_schema_history"
            })
    void a_migration_that_failed_and_a_history_that_is_empty_or_not_there_are_for_Flyway(String change) {
        database.run(change);

        assertThat(nothingToDo(database)).isFalse();
    }

    @Test
    void a_database_that_cannot_be_asked_is_for_Flyway_which_says_why() {
        Pool closed = database.replica();
        closed.closeAndAwait();

        assertThat(new Migrations(closed, null, true).nothingToDo()).isFalse();
    }

    private static boolean nothingToDo(OwnDatabase database) {
        return new Migrations(database.pool(), null, true).nothingToDo();
    }

    private static int version(String file) {
        return Integer.parseInt(file.substring(1, file.indexOf("__")));
    }
}
