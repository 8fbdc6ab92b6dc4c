package dev.rollcall.logs;

import dev.rollcall.platform.Masking;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last lines that a bot logged, as they are kept: the newest 50 KiB of UTF-8, secrets masked, nothing in them that a
 * database or a terminal would choke on.
 *
 * @param trimmed older lines were left out
 * @param resources JSON text of what the bot measured of itself; may be null
 */
public record BotLog(List<String> lines, boolean trimmed, String resources) {

    public static final int MOST_BYTES = 50 * 1024;

    /** In characters, with room to spare: tokens of meetings have some hundreds. */
    private static final int LONGEST_SECRET = 4 * 1024;

    /** Tabs are fine; colours of terminals and everything else that does not print go. */
    private static final Pattern UNPRINTABLE = Pattern.compile("\\x1B\\[[0-9;]{0,20}m|[\\p{Cntrl}&&[^\\t]]");

    public BotLog {
        lines = List.copyOf(lines);
    }

    /** Of lines in the order in which they were logged, those that are kept. */
    public static BotLog newest(List<String> logged, String resources, Masking masking) {
        Deque<String> kept = new ArrayDeque<>();
        int room = MOST_BYTES;
        for (int i = logged.size() - 1; i >= 0; i--) {
            String line = readable(logged.get(i), masking);
            int bytes = bytes(line) + 1;
            if (bytes > room) {
                if (kept.isEmpty()) {
                    kept.addFirst(end(line, room - 1));
                }
                return new BotLog(List.copyOf(kept), true, resources);
            }
            kept.addFirst(line);
            room -= bytes;
        }
        return new BotLog(List.copyOf(kept), false, resources);
    }

    /**
     * Masked before it is cut, since half a token would not be known for one. Of an endless line only the end is looked
     * at, and where that begins, in what may be half a token, it is thrown away again.
     */
    private static String readable(String line, Masking masking) {
        int start = Math.max(0, line.length() - MOST_BYTES - LONGEST_SECRET);
        String masked = masking.text(UNPRINTABLE.matcher(line.substring(start)).replaceAll(" "));
        return start == 0 ? masked : masked.substring(Math.min(LONGEST_SECRET, masked.length()));
    }

    /** The last characters of a line that take no more than so many bytes. */
    private static String end(String line, int bytes) {
        int start = line.length();
        int left = bytes;
        while (start > 0) {
            int before = line.offsetByCodePoints(start, -1);
            left -= bytes(line.substring(before, start));
            if (left < 0) {
                break;
            }
            start = before;
        }
        return line.substring(start);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    boolean isEmpty() {
        return lines.isEmpty() && resources == null;
    }
}
