package dev.rollcall.meeting;

/** Text that is safe in a log line, an environment variable and a database column. Pure. */
final class PlainText {

    private PlainText() {}

    /** Whether it has no control characters, line separators or halves of characters (PostgreSQL refuses NUL). */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(PlainText::isUnsafe);
    }

    private static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
