package dev.rollcall.extract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A short meeting for a test, on Wednesday, 11 March 2026. */
final class Talk {

    static final LocalDate DAY = LocalDate.of(2026, 3, 11);

    private final List<Line> lines = new ArrayList<>();

    static Talk of(String... spoken) {
        Talk talk = new Talk();
        for (String line : spoken) {
            int colon = line.indexOf(": ");
            talk.says(colon < 0 ? null : line.substring(0, colon), line.substring(colon < 0 ? 0 : colon + 2));
        }
        return talk;
    }

    private void says(String speaker, String text) {
        lines.add(new Line(lines.size() + 1, speaker, lines.size() * 5.0, text, null));
    }

    List<ActionItem> items() {
        return Extractor.extract(lines, DAY).items();
    }

    ActionItem item() {
        List<ActionItem> items = items();
        if (items.size() != 1) {
            throw new AssertionError("expected one item: "
                    + items.stream()
                            .map(item -> item.owner() + ": " + item.what())
                            .toList());
        }
        return items.get(0);
    }

    String summary() {
        return Extractor.extract(lines, DAY).summary();
    }
}
