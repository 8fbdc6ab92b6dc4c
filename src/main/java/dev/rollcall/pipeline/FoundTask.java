package dev.rollcall.pipeline;

import dev.rollcall.pipeline.Conversation.Said;
import dev.rollcall.platform.Sha256;
import dev.rollcall.transcript.SegmentText;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A task as it was found. Pure.
 *
 * @param owner null where nobody said
 * @param due as it was said; null where nobody said
 * @param priority low, medium or high; null where nobody said
 * @param line where it was said; null where it cannot be told
 */
record FoundTask(String title, String owner, String due, LocalDate dueDate, String priority, Said line) {

    private static final int LONGEST_TITLE = 1_000;
    private static final int LONGEST_NAME = 255;
    private static final int ID_BYTES = 12;

    /** As the database can take it. */
    FoundTask clean() {
        return new FoundTask(SegmentText.clean(title, LONGEST_TITLE), name(owner), name(due), dueDate, priority, line);
    }

    private static String name(String text) {
        return text == null || text.isBlank() ? null : SegmentText.clean(text, LONGEST_NAME);
    }

    /** The same whenever the same is found in the same place: a repeated run makes no second one. */
    String id(long meetingId) {
        String said = line == null ? "" : line.key();
        byte[] hash = Sha256.of(meetingId + "|" + said + "|" + normalised());
        return "task_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private String normalised() {
        return title.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }

    /** Without the words. */
    @Override
    public String toString() {
        return "FoundTask[line=" + line + "]";
    }
}
