package dev.rollcall.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * During a rolling update, and after a rollback, the version before works on the newest schema. So a migration may add, and
 * what it takes away goes one version later, when nobody uses it any more.
 */
class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** What the version before cannot live with, and the sentence that says so. */
    private static final Map<Pattern, String> BREAKING = Map.of(
            statement("drop\\s+(table|view|type|sequence|schema)\\b"), "takes away what the version before reads",
            statement("alter\\s+table\\b.*\\bdrop\\s+column\\b"), "takes away a column that the version before reads",
            statement("alter\\s+table\\b.*\\brename\\b"), "renames what the version before reads",
            statement("alter\\s+table\\b.*\\balter\\s+(column\\s+)?\\w+\\s+(set\\s+data\\s+)?type\\b"),
                    "changes the type of a column that the version before reads",
            statement("alter\\s+table\\b.*\\balter\\s+(column\\s+)?\\w+\\s+(set\\s+not\\s+null|drop\\s+default)"),
                    "refuses rows that the version before writes",
            statement("alter\\s+table\\b.*\\badd\\s+(column\\s+)?\\w+\\s(?=[^,]*\\bnot\\s+null)(?![^,]*\\bdefault\\b)"
                            + "(?![^,]*\\bgenerated\\b)"),
                    "refuses rows that the version before writes",
            statement("alter\\s+table\\b.*\\bdrop\\s+constraint\\b"),
                    "an ON CONFLICT of the version before may need it",
            statement("alter\\s+table\\b.*\\badd\\s+(constraint|check|unique|foreign|primary)\\b"),
                    "may refuse rows that the version before writes",
            statement("create\\s+unique\\s+index\\b"), "may refuse rows that the version before writes");

    /** Statements that are fine all the same, by how they begin, and why. */
    private static final Map<String, String> REASONS = Map.of(
            "V19__transcriptions.sql: create unique index transcriptions_one_row_for_a_segment",
            "on a table that the same migration makes",
            "V23__events_by_week.sql: alter table events rename to events_first",
            "a partitioned table of the name and the columns takes its place in the same transaction",
            "V23__events_by_week.sql: alter table events_first drop constraint",
            "that (user_id, seq) is unique comes from the counter, whose row is locked",
            "V23__events_by_week.sql: alter table events_first add constraint",
            "wider than the one that it replaces, so it refuses less",
            "V25__webhooks.sql: create unique index webhook_endpoints_one_of_a_user",
            "on a table that the same migration makes",
            "V25__webhooks.sql: create unique index webhook_deliveries_once",
            "on a table that the same migration makes",
            "V30__transcripts.sql: alter table transcriptions alter column user_id set not null",
            "no version before writes transcripts",
            "V30__transcripts.sql: create unique index transcriptions_one_row_for_a_key",
            "no version before writes transcripts",
            "V34__operator_feed.sql: alter table event_counters drop constraint",
            "users are never deleted, and nothing else rests on it");

    private static Pattern statement(String start) {
        return Pattern.compile("^" + start, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    @Test
    void noMigrationBreaksTheVersionBefore() {
        List<String> breaking = new ArrayList<>();
        for (Path file : files()) {
            for (String statement : statements(read(file))) {
                String named = file.getFileName() + ": " + statement;
                verdict(statement)
                        .filter(why -> REASONS.keySet().stream().noneMatch(named::startsWith))
                        .forEach(why -> breaking.add(named + "\n    " + why));
            }
        }

        assertThat(breaking)
                .as("add now and take away one version later; or give a reason in this test")
                .isEmpty();
    }

    @Test
    void everyReasonIsStillNeeded() {
        List<String> named = files().stream()
                .flatMap(file -> statements(read(file)).stream()
                        .filter(statement -> verdict(statement).findAny().isPresent())
                        .map(statement -> file.getFileName() + ": " + statement))
                .toList();

        assertThat(REASONS.keySet())
                .allSatisfy(start -> assertThat(named).anyMatch(statement -> statement.startsWith(start)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table meetings",
                "alter table meetings drop column data",
                "alter table only meetings rename column data to facts",
                "alter table meetings rename to calls",
                "alter table meetings alter column id type integer",
                "alter table meetings alter status set not null",
                "alter table meetings alter column attempt drop default",
                "alter table meetings add column region text not null",
                "alter table meetings add column a text, add column region text not null",
                "alter table meetings drop constraint meetings_pkey",
                "alter table meetings add check (attempt > 0)",
                "create unique index one on meetings (user_id)"
            })
    void whatBreaksTheVersionBeforeIsFound(String statement) {
        assertThat(verdict(statement)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table meetings add column region text",
                "alter table meetings add column region text not null default ''",
                "alter table meetings alter column data drop not null",
                "create table drops (id bigint not null)",
                "create index some on meetings (user_id)",
                "drop index some",
                "drop function helper"
            })
    void whatTheVersionBeforeCanLiveWithIsNot(String statement) {
        assertThat(verdict(statement)).isEmpty();
    }

    private static Stream<String> verdict(String statement) {
        return BREAKING.entrySet().stream()
                .filter(kind -> kind.getKey().matcher(statement).find())
                .map(Map.Entry::getValue);
    }

    /** The first version makes what the others change: nobody was there before it. */
    private static List<Path> files() {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.filter(file -> file.getFileName().toString().matches("V\\d+__.*\\.sql"))
                    .filter(file -> !file.getFileName().toString().matches("V[12]__.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of blocks ($$ … $$) too: what they do to tables stands in statements of their own. */
    private static List<String> statements(String sql) {
        return Stream.of(sql.replaceAll("--[^\\n]*", "").split("[;$']|\\b(begin|then|else|loop)\\b"))
                .map(statement -> statement.strip().replaceAll("\\s+", " "))
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
