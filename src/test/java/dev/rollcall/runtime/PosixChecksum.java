package dev.rollcall.runtime;

import java.nio.charset.StandardCharsets;

/** What {@code printf %s text | cksum} prints on any system. */
final class PosixChecksum {

    private PosixChecksum() {}

    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int crc = 0;
        for (byte b : bytes) {
            crc = next(crc, b & 0xff);
        }
        for (int length = bytes.length; length != 0; length >>>= 8) {
            crc = next(crc, length & 0xff);
        }
        return Integer.toUnsignedLong(~crc) + " " + bytes.length;
    }

    private static int next(int crc, int value) {
        int result = crc ^ (value << 24);
        for (int bit = 0; bit < 8; bit++) {
            result = result < 0 ? (result << 1) ^ 0x04C11DB7 : result << 1;
        }
        return result;
    }
}
