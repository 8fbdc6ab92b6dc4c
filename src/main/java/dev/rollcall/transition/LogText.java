package dev.rollcall.transition;

/** What others wrote, made safe for one log line. */
final class LogText {

    private static final int LONGEST = 200;

    private LogText() {}

    static String quoted(String text) {
        if (text == null) {
            return "-";
        }
        String line = text.replaceAll("\\p{Cntrl}", " ").replace('"', '\'');
        return '"' + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + '"';
    }
}
