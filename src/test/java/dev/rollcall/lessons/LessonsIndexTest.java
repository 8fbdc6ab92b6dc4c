package dev.rollcall.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of the 24 lessons none is forgotten: each has a test that is named after it, or a line in the decision. */
class LessonsIndexTest {

    private static final Path DECISION = Path.of("docs/decisions/0022-lessons.md");

    private static final Pattern TEST = Pattern.compile("lesson_(\\d\\d)_.*");
    private static final Pattern WITHOUT_TEST = Pattern.compile("(?m)^\\| (\\d\\d) \\|.*\\| none \\|");

    private static final List<Class<?>> GROUPS = List.of(
            SlotLessonsTest.class,
            CallbackLessonsTest.class,
            StopLessonsTest.class,
            SweepLessonsTest.class,
            OutageLessonsTest.class,
            SecurityLessonsTest.class,
            WebhookLessonsTest.class);

    @Test
    void every_lesson_has_a_test_or_a_line_that_says_why_not() throws IOException {
        Set<String> covered = new TreeSet<>();
        tested().forEach(covered::add);
        WITHOUT_TEST.matcher(Files.readString(DECISION)).results().forEach(line -> covered.add(line.group(1)));

        assertThat(covered)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 24).mapToObj("%02d"::formatted).toList());
    }

    private static Stream<String> tested() {
        return GROUPS.stream()
                .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
                .map(Method::getName)
                .map(TEST::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1));
    }
}
