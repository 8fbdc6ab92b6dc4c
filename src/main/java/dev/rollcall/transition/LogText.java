package dev.rollcall.transition;

import dev.rollcall.platform.Printable;

/** What others wrote, made safe for one log line. */
final class LogText {

    private LogText() {}

    static String quoted(String text) {
        return text == null ? "-" : '"' + Printable.of(text).replace('"', '\'') + '"';
    }
}
