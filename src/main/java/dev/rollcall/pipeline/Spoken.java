package dev.rollcall.pipeline;

import dev.rollcall.transcript.SegmentText;

/**
 * Words that a request brought, before they are segments of the transcript. Pure.
 *
 * @param start seconds since the beginning; 0 where nobody knows
 * @param speaker null when nobody knows
 * @param language null when nobody knows
 */
record Spoken(double start, double end, String speaker, String text, String language) {

    private static final double LONGEST = 1e7;
    private static final int LONGEST_SPEAKER = 255;
    private static final int LONGEST_LANGUAGE = 10;

    /** As the database can take it. */
    Spoken clean() {
        double from = seconds(start);
        return new Spoken(
                from,
                Math.max(from, seconds(end)),
                speaker == null || speaker.isBlank() ? null : SegmentText.clean(speaker, LONGEST_SPEAKER),
                SegmentText.clean(text, SegmentText.LONGEST),
                language == null || language.length() > LONGEST_LANGUAGE ? null : SegmentText.clean(language, 10));
    }

    private static double seconds(double said) {
        return said >= 0 && said < LONGEST ? said : 0;
    }

    /** Without the words. */
    @Override
    public String toString() {
        return "Spoken[start=" + start + ", end=" + end + "]";
    }
}
