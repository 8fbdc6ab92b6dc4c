package dev.rollcall.bot;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One line per step, key=value. What is logged is chosen by the caller: never a URL, which may hold a secret. */
final class Log {

    private final PrintStream out;
    private final long meetingId;

    Log(PrintStream out, long meetingId) {
        this.out = out;
        this.meetingId = meetingId;
    }

    /** @param details keys and values in turn */
    void step(String step, Object... details) {
        StringBuilder line = new StringBuilder("time=")
                .append(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .append(" meeting_id=")
                .append(meetingId)
                .append(" step=")
                .append(step);
        for (int i = 0; i < details.length; i += 2) {
            line.append(' ').append(details[i]).append('=').append(quoted(String.valueOf(details[i + 1])));
        }
        out.println(line);
    }

    /** Quotes what would break the line: some values come from outside. */
    private static String quoted(String value) {
        return value.matches("[\\w.:+/-]*") ? value : '"' + value.replaceAll("[\"\\p{Cntrl}]", "_") + '"';
    }
}
