package dev.rollcall.runtime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The end of a container's output, at most 8 KiB. The engine sends frames: one byte for stdout or stderr, three of
 * nothing, four for the length, and the bytes (Engine API, "Attach to a container", stream format).
 */
final class OutputTail {

    private static final int KEPT = 8 * 1024;
    private static final int HEADER = 8;

    /** Twice what is kept, so that it moves once in a while and not with each frame. */
    private final byte[] buffer = new byte[2 * KEPT];

    private int filled;
    private boolean cut;

    private OutputTail() {}

    /** Null when there is none. What breaks off within a frame is kept as far as it goes. */
    static String of(InputStream frames) throws IOException {
        OutputTail tail = new OutputTail();
        byte[] header = new byte[HEADER];
        while (frames.readNBytes(header, 0, HEADER) == HEADER) {
            tail.addFrom(frames, Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4)));
        }
        return tail.text();
    }

    private void addFrom(InputStream frames, long length) throws IOException {
        for (long left = length; left > 0; ) {
            if (filled == buffer.length) {
                System.arraycopy(buffer, KEPT, buffer, 0, KEPT);
                filled = KEPT;
                cut = true;
            }
            int read = frames.read(buffer, filled, (int) Math.min(left, buffer.length - filled));
            if (read < 0) {
                return;
            }
            filled += read;
            left -= read;
        }
    }

    private String text() {
        if (filled == 0) {
            return null;
        }
        int start = Math.max(0, filled - KEPT);
        byte[] kept = Arrays.copyOfRange(buffer, start, filled);
        String text = new String(kept, StandardCharsets.UTF_8).replace("\0", ""); // PostgreSQL takes no NUL
        return start == 0 && !cut ? text : text.substring(text.indexOf('\n') + 1);
    }
}
