package dev.rollcall.platform;

/** Text from outside, made fit for one line of a log. */
public final class Printable {

    private static final int LONGEST = 200;

    private Printable() {}

    /** Control characters, line breaks and marks of writing direction become {@code ?}, and no more than 200 characters are kept. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        String kept = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return kept.codePoints()
                .map(c -> isControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** True where the text holds control characters, line separators or half a surrogate pair. */
    public static boolean hasControl(String text) {
        return text.codePoints().anyMatch(Printable::isControl);
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
