package dev.rollcall.pipeline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said in a meeting. Pure.
 *
 * @param lines in the order in which they were said
 * @param day of the meeting, UTC: what "tomorrow" is told from
 */
record Conversation(List<Said> lines, LocalDate day) {

    /**
     * A segment of a transcript.
     *
     * @param key what the segment keeps when it is stored anew, unlike its id
     * @param speaker null when nobody knows
     * @param start seconds since its session began
     * @param language null when nobody knows
     */
    record Said(long id, String key, String speaker, double start, String text, String language) {

        /** Without the words. */
        @Override
        public String toString() {
            return "Said[id=" + id + "]";
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * The lines as text, each with its number from 1 and its speaker, in parts of at most so many characters where a
     * line is not longer itself.
     */
    List<String> numbered(int longestPart) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = withNumber(i);
            if (!part.isEmpty() && part.length() + line.length() > longestPart) {
                parts.add(part.toString());
                part.setLength(0);
            }
            part.append(line);
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }

    private String withNumber(int place) {
        Said said = lines.get(place);
        String speaker = said.speaker() == null ? "" : said.speaker() + ": ";
        return (place + 1) + ". " + speaker + said.text().replaceAll("\\s+", " ") + "\n";
    }

    /** Null where there is no line of that number. */
    Said line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : null;
    }

    /** Without the words. */
    @Override
    public String toString() {
        return "Conversation[lines=" + lines.size() + "]";
    }
}
