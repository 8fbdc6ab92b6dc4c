package dev.rollcall.transcript;

import java.util.PrimitiveIterator.OfInt;

/** Words from outside as a database, JSON and a person can take them. Pure: this file imports java.* only. */
public final class SegmentText {

    /** In characters; half an hour of speech. What a speech recogniser calls a segment has a few hundred. */
    public static final int LONGEST = 20_000;

    private static final int REPLACEMENT = 0xFFFD;

    private SegmentText() {}

    /**
     * Without NUL, which PostgreSQL cannot store, and other control characters but tab and line break; half surrogate
     * pairs become U+FFFD. Marks of writing direction stay: right-to-left text needs them.
     */
    public static String clean(String text, int longest) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
        OfInt codePoints = text.codePoints().iterator();
        while (codePoints.hasNext()) {
            int c = codePoints.nextInt();
            int type = Character.getType(c);
            int kept = type == Character.SURROGATE ? REPLACEMENT : c;
            if (type == Character.CONTROL && c != '\n' && c != '\t') {
                continue;
            }
            if (clean.length() + Character.charCount(kept) > longest) {
                break;
            }
            clean.appendCodePoint(kept);
        }
        return clean.toString().strip();
    }

    /** All on one line, as cues of subtitles and tables need it. */
    static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
