package dev.rollcall.extract;

/**
 * A word of a sentence.
 *
 * @param text as it was said; {@code lower} is the same in small letters, with plain apostrophes and without ё
 * @param line the id of the line it stands in
 * @param clause whether a comma or the like stands before it, or nothing at all
 * @param stop whether a comma or the like stands after it
 */
record Word(String text, String lower, long line, boolean clause, boolean stop) {

    boolean capital() {
        return Character.isUpperCase(text.codePointAt(0));
    }

    /** A word with its endings taken off roughly, so that "Tests" and "testing" are the same. */
    String stem() {
        boolean russian = Sentence.cyrillic(lower.charAt(0));
        int kept = russian ? 5 : 6;
        String plain =
                !russian && lower.endsWith("s") && lower.length() > 3 ? lower.substring(0, lower.length() - 1) : lower;
        return plain.length() > kept ? plain.substring(0, kept) : plain;
    }
}
