package dev.rollcall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event in every situation, written out by hand. How to read a cell: {@link DecisionTable#cell}. What a decision
 * does beside the status is the matter of the tests next to this one.
 */
class DecisionTableTest {

    private static final String BEFORE_A_WORD_OF_THE_BOT = """
                              | QUEUED                             | LAUNCHING                          | LAUNCHED
            BOT_REQUESTED     | same                               | same                               | same
            BOT_STARTED       | joining                            | joining                            | joining
            BOT_JOINING       | joining                            | joining                            | joining
            BOT_IN_LOBBY      | awaiting_admission                 | awaiting_admission                 | awaiting_admission
            BOT_ACTIVE        | active                             | active                             | active
            BOT_STOPPING      | stopping                           | stopping                           | stopping
            BOT_NEEDS_HELP    | =requested                         | =requested                         | =requested
            BOT_SAID          | noted                              | noted                              | noted
            BOT_COMPLETED     | failed/start_failed                | failed/start_failed                | failed/start_failed
            BOT_LEFT_ALONE    | completed/left_alone               | completed/left_alone               | completed/left_alone
            BOT_REJECTED      | failed/awaiting_admission_rejected | failed/awaiting_admission_rejected | failed/awaiting_admission_rejected
            BOT_FAILED        | failed/start_failed                | failed/start_failed                | failed/start_failed
            BOT_TERMINATED    | failed/start_failed                | failed/start_failed                | failed/start_failed
            BOT_OF_OLD_LAUNCH | fenced                             | fenced                             | fenced
            BOT_HEARD         | same                               | same                               | same
            STOP              | completed/stopped                  | stopping                           | stopping
            CONTINUE          | refused                            | refused                            | refused
            RECONFIGURE       | refused                            | refused                            | refused
            COMMAND           | refused                            | refused                            | refused
            LAUNCH_FAILED     | failed/start_failed                | failed/start_failed                | noted
            LAUNCH_RETRIED    | =requested                         | =requested                         | noted
            LAUNCH_TOO_LATE   | failed/start_failed                | failed/start_failed                | noted
            LAUNCH_UNCLEAR    | =requested                         | =requested                         | noted
            WORKLOAD_EXITED   | noted                              | failed/start_failed                | failed/start_failed
            WORKLOAD_CRASHED  | noted                              | failed/start_failed                | failed/start_failed
            WORKLOAD_GONE     | same                               | same                               | failed/start_failed
            DEADLINE_AHEAD    | same                               | same                               | same
            DEADLINE_PASSED   | failed/start_failed                | failed/start_failed                | failed/start_failed
            SILENT            | same                               | same                               | same
            SILENT_BRIEFLY    | same                               | same                               | same
            """;

    private static final String ON_THE_WAY = """
                              | JOINING                            | IN_LOBBY                           | ACTIVE
            BOT_REQUESTED     | noted                              | noted                              | noted
            BOT_STARTED       | same                               | active                             | same
            BOT_JOINING       | same                               | noted                              | noted
            BOT_IN_LOBBY      | awaiting_admission                 | same                               | noted
            BOT_ACTIVE        | active                             | active                             | same
            BOT_STOPPING      | stopping                           | stopping                           | stopping
            BOT_NEEDS_HELP    | =joining                           | =awaiting_admission                | =active
            BOT_SAID          | noted                              | noted                              | noted
            BOT_COMPLETED     | failed/stopped_before_admission    | failed/stopped_before_admission    | completed/stopped
            BOT_LEFT_ALONE    | completed/left_alone               | completed/left_alone               | completed/left_alone
            BOT_REJECTED      | failed/awaiting_admission_rejected | failed/awaiting_admission_rejected | completed/awaiting_admission_rejected
            BOT_FAILED        | failed                             | failed                             | failed
            BOT_TERMINATED    | failed                             | failed                             | failed
            BOT_OF_OLD_LAUNCH | fenced                             | fenced                             | fenced
            BOT_HEARD         | same                               | same                               | same
            STOP              | stopping                           | stopping                           | stopping
            CONTINUE          | refused                            | refused                            | refused
            RECONFIGURE       | refused                            | refused                            | =active
            COMMAND           | refused                            | refused                            | =active
            LAUNCH_FAILED     | noted                              | noted                              | noted
            LAUNCH_RETRIED    | noted                              | noted                              | noted
            LAUNCH_TOO_LATE   | noted                              | noted                              | noted
            LAUNCH_UNCLEAR    | noted                              | noted                              | noted
            WORKLOAD_EXITED   | failed/stopped_before_admission    | failed/stopped_before_admission    | completed/stopped
            WORKLOAD_CRASHED  | failed                             | failed                             | failed
            WORKLOAD_GONE     | failed                             | failed                             | failed
            DEADLINE_AHEAD    | same                               | same                               | same
            DEADLINE_PASSED   | failed/join_failure                | failed/awaiting_admission_timeout  | stopping
            SILENT            | same                               | same                               | failed
            SILENT_BRIEFLY    | same                               | same                               | same
            """;

    private static final String STOPPED_BY_A_USER = """
                              | STOPPED_AT_LAUNCH | STOPPED_IN_LOBBY  | STOPPED_INSIDE    | STOPPED_AND_DELETED
            BOT_REQUESTED     | noted             | noted             | noted             | noted
            BOT_STARTED       | noted             | noted             | noted             | noted
            BOT_JOINING       | noted             | noted             | noted             | noted
            BOT_IN_LOBBY      | noted             | noted             | noted             | noted
            BOT_ACTIVE        | noted             | noted             | noted             | noted
            BOT_STOPPING      | same              | same              | same              | same
            BOT_NEEDS_HELP    | noted             | noted             | noted             | noted
            BOT_SAID          | noted             | noted             | noted             | noted
            BOT_COMPLETED     | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            BOT_LEFT_ALONE    | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            BOT_REJECTED      | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            BOT_FAILED        | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            BOT_TERMINATED    | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            BOT_OF_OLD_LAUNCH | fenced            | fenced            | fenced            | fenced
            BOT_HEARD         | same              | same              | same              | same
            STOP              | same              | same              | same              | same
            CONTINUE          | refused           | refused           | refused           | refused
            RECONFIGURE       | refused           | refused           | refused           | refused
            COMMAND           | refused           | refused           | refused           | refused
            LAUNCH_FAILED     | completed/stopped | noted             | noted             | noted
            LAUNCH_RETRIED    | noted             | noted             | noted             | noted
            LAUNCH_TOO_LATE   | noted             | noted             | noted             | noted
            LAUNCH_UNCLEAR    | noted             | noted             | noted             | noted
            WORKLOAD_EXITED   | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            WORKLOAD_CRASHED  | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            WORKLOAD_GONE     | completed/stopped | completed/stopped | completed/stopped | completed/stopped
            DEADLINE_AHEAD    | same              | same              | same              | same
            DEADLINE_PASSED   | =stopping         | =stopping         | =stopping         | failed
            SILENT            | same              | same              | same              | same
            SILENT_BRIEFLY    | same              | same              | same              | same
            """;

    private static final String LEAVING = """
                              | LEAVING_LOBBY                      | LEAVING_INSIDE                        | STOPPED_BY_TIME
            BOT_REQUESTED     | noted                              | noted                                 | noted
            BOT_STARTED       | noted                              | noted                                 | noted
            BOT_JOINING       | noted                              | noted                                 | noted
            BOT_IN_LOBBY      | noted                              | noted                                 | noted
            BOT_ACTIVE        | noted                              | noted                                 | noted
            BOT_STOPPING      | same                               | same                                  | same
            BOT_NEEDS_HELP    | noted                              | noted                                 | noted
            BOT_SAID          | noted                              | noted                                 | noted
            BOT_COMPLETED     | failed/stopped_before_admission    | completed/stopped                     | completed/max_bot_time_exceeded
            BOT_LEFT_ALONE    | completed/left_alone               | completed/left_alone                  | completed/max_bot_time_exceeded
            BOT_REJECTED      | failed/awaiting_admission_rejected | completed/awaiting_admission_rejected | completed/max_bot_time_exceeded
            BOT_FAILED        | failed                             | failed                                | completed/max_bot_time_exceeded
            BOT_TERMINATED    | failed                             | failed                                | completed/max_bot_time_exceeded
            BOT_OF_OLD_LAUNCH | fenced                             | fenced                                | fenced
            BOT_HEARD         | same                               | same                                  | same
            STOP              | =stopping                          | =stopping                             | same
            CONTINUE          | refused                            | refused                               | refused
            RECONFIGURE       | refused                            | refused                               | refused
            COMMAND           | refused                            | refused                               | refused
            LAUNCH_FAILED     | noted                              | noted                                 | noted
            LAUNCH_RETRIED    | noted                              | noted                                 | noted
            LAUNCH_TOO_LATE   | noted                              | noted                                 | noted
            LAUNCH_UNCLEAR    | noted                              | noted                                 | noted
            WORKLOAD_EXITED   | failed/stopped_before_admission    | completed/stopped                     | completed/max_bot_time_exceeded
            WORKLOAD_CRASHED  | failed                             | failed                                | completed/max_bot_time_exceeded
            WORKLOAD_GONE     | failed/stopped_before_admission    | completed/stopped                     | completed/max_bot_time_exceeded
            DEADLINE_AHEAD    | same                               | same                                  | same
            DEADLINE_PASSED   | =stopping                          | =stopping                             | =stopping
            SILENT            | same                               | same                                  | same
            SILENT_BRIEFLY    | same                               | same                                  | same
            """;

    private static final String OVER = """
                              | COMPLETED | FAILED    | STOPPED_AND_OVER
            BOT_REQUESTED     | noted     | noted     | noted
            BOT_STARTED       | noted     | noted     | noted
            BOT_JOINING       | noted     | noted     | noted
            BOT_IN_LOBBY      | noted     | noted     | noted
            BOT_ACTIVE        | noted     | noted     | noted
            BOT_STOPPING      | noted     | noted     | noted
            BOT_NEEDS_HELP    | noted     | noted     | noted
            BOT_SAID          | noted     | noted     | noted
            BOT_COMPLETED     | same      | noted     | same
            BOT_LEFT_ALONE    | same      | noted     | same
            BOT_REJECTED      | same      | noted     | same
            BOT_FAILED        | noted     | same      | noted
            BOT_TERMINATED    | same      | same      | same
            BOT_OF_OLD_LAUNCH | fenced    | fenced    | fenced
            BOT_HEARD         | same      | same      | same
            STOP              | same      | same      | same
            CONTINUE          | requested | requested | refused
            RECONFIGURE       | refused   | refused   | refused
            COMMAND           | refused   | refused   | refused
            LAUNCH_FAILED     | noted     | noted     | noted
            LAUNCH_RETRIED    | noted     | noted     | noted
            LAUNCH_TOO_LATE   | noted     | noted     | noted
            LAUNCH_UNCLEAR    | noted     | noted     | noted
            WORKLOAD_EXITED   | same      | same      | same
            WORKLOAD_CRASHED  | same      | same      | same
            WORKLOAD_GONE     | same      | same      | same
            DEADLINE_AHEAD    | same      | same      | same
            DEADLINE_PASSED   | same      | same      | same
            SILENT            | same      | same      | same
            SILENT_BRIEFLY    | same      | same      | same
            """;

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @MethodSource("arguments")
    void every_event_has_its_answer_in_every_situation(Happening happening, Situation situation, String expected) {
        assertThat(DecisionTable.cell(situation, happening)).isEqualTo(expected);
    }

    @Test
    void the_tables_hold_every_event_in_every_situation_once() {
        List<String> expected = Arrays.stream(Situation.values())
                .flatMap(
                        situation -> Arrays.stream(Happening.values()).map(happening -> happening + " in " + situation))
                .toList();
        assertThat(cells().map(cell -> cell.happening() + " in " + cell.situation()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void every_kind_of_event_happens() {
        Set<Class<?>> happening = Arrays.stream(Happening.values())
                .map(it -> it.event(Life.START).getClass())
                .collect(Collectors.toSet());
        assertThat(happening).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @Test
    void every_status_has_a_situation() {
        assertThat(Arrays.stream(Situation.values()).map(it -> it.state().status()))
                .contains(Status.values());
    }

    @Test
    void a_situation_is_called_by_its_status() {
        for (Situation situation : Situation.values()) {
            assertThat(situation.state().status().word()).isEqualTo(situation.status);
        }
    }

    record Cell(Happening happening, Situation situation, String expected) {}

    static Stream<Arguments> arguments() {
        return cells().map(cell -> Arguments.of(cell.happening(), cell.situation(), cell.expected()));
    }

    static Stream<Cell> cells() {
        return Stream.of(BEFORE_A_WORD_OF_THE_BOT, ON_THE_WAY, STOPPED_BY_A_USER, LEAVING, OVER)
                .flatMap(DecisionTableTest::read);
    }

    private static Stream<Cell> read(String table) {
        List<String> lines = table.lines().toList();
        String[] head = lines.get(0).split("\\|");
        List<Cell> cells = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split("\\|");
            for (int column = 1; column < row.length; column++) {
                cells.add(new Cell(
                        Happening.valueOf(row[0].strip()),
                        Situation.valueOf(head[column].strip()),
                        row[column].strip()));
            }
        }
        return cells.stream();
    }
}
