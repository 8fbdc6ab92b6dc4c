package dev.rollcall.extract;

/**
 * Something that was said: a segment of a transcript.
 *
 * @param id what an {@link ActionItem} names it by
 * @param speaker who said it, or null when nobody knows
 * @param start seconds since the meeting began
 * @param language as the transcription names it ({@code en}, {@code ru}), or null: then the letters decide
 */
public record Line(long id, String speaker, double start, String text, String language) {

    /** Words stay out of logs. */
    @Override
    public String toString() {
        return "Line[id=" + id + ", start=" + start + ", language=" + language + "]";
    }
}
