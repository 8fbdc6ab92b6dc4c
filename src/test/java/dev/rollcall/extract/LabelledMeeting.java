package dev.rollcall.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A meeting of src/test/resources/extract with what should be found in it; its README tells the format and the rules. */
record LabelledMeeting(String name, LocalDate day, String language, List<Line> lines, List<Label> labels) {

    private static final Path FOLDER = Path.of("src", "test", "resources", "extract");

    /** @param lines where it is said; the first names it */
    record Label(List<Long> lines, String owner, String what, String due, LocalDate date) {}

    enum Half {
        DEVELOPMENT("dev"),
        HELD_OUT("held");

        private final String prefix;

        Half(String prefix) {
            this.prefix = prefix;
        }
    }

    static List<LabelledMeeting> of(Half half, String language) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith(half.prefix + "-" + language + "-"))
                    .sorted()
                    .map(LabelledMeeting::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static LabelledMeeting read(Path file) {
        try {
            List<String> text = Files.readAllLines(file);
            LocalDate day = LocalDate.parse(after(text, "day: ").split(" ")[0]);
            String language = after(text, "language: ");
            int labels = text.indexOf("actions:");
            return new LabelledMeeting(
                    file.getFileName().toString(),
                    day,
                    language,
                    text.subList(4, labels).stream()
                            .filter(line -> !line.isBlank())
                            .map(line -> line(line, language))
                            .toList(),
                    text.subList(labels + 1, text.size()).stream()
                            .filter(line -> !line.isBlank())
                            .map(LabelledMeeting::label)
                            .toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String after(List<String> text, String key) {
        return text.stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElseThrow()
                .substring(key.length());
    }

    private static Line line(String text, String language) {
        int space = text.indexOf(' ');
        int colon = text.indexOf(": ");
        long id = Long.parseLong(text.substring(0, space));
        String speaker = text.substring(space + 1, colon);
        return new Line(id, speaker.equals("?") ? null : speaker, id * 5.0, text.substring(colon + 2), language);
    }

    private static Label label(String text) {
        List<String> columns = new ArrayList<>(Arrays.stream(text.split("\\|"))
                .map(String::strip)
                .map(LabelledMeeting::said)
                .toList());
        return new Label(
                Arrays.stream(columns.get(0).split(",")).map(Long::valueOf).toList(),
                columns.get(1).isEmpty() ? null : columns.get(1),
                columns.get(2),
                columns.get(3).isEmpty() ? null : columns.get(3),
                columns.get(4).isEmpty() ? null : LocalDate.parse(columns.get(4)));
    }

    private static String said(String column) {
        return column.equals("-") ? "" : column;
    }
}
