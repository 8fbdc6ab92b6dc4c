package dev.rollcall.runtime.docker;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An HTTP/1.1 answer whose body is read as it comes; its connection ends with it. */
record Answer(int status, Map<String, String> headers, InputStream body) {

    /** A list of five thousand containers takes a quarter of this. */
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private static final int LONGEST_LINE = 16 * 1024;

    static Answer read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
            throw new IOException("The answer is not HTTP.");
        }
        int status = number(first[1], 10);
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
        }
        return new Answer(status, headers, bodyOf(status, headers, in));
    }

    private static InputStream bodyOf(int status, Map<String, String> headers, InputStream in) throws IOException {
        if (status == 204 || status == 304) {
            return new ByteArrayInputStream(new byte[0]);
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new ChunkedBody(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in; // until the connection ends
        }
        byte[] whole = in.readNBytes(Math.min(number(length, 10), LARGEST_BODY));
        if (whole.length < number(length, 10)) {
            throw new EOFException("The answer broke off.");
        }
        return new ByteArrayInputStream(whole);
    }

    byte[] bytes() throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_BODY);
        if (bytes.length == LARGEST_BODY) {
            throw new IOException("The answer is too large.");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection ended before the answer.");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("The answer is not HTTP.");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("The answer is not HTTP.", e);
        }
    }

    /** Each chunk is preceded by its length; the one of no length is the end. */
    private static final class ChunkedBody extends InputStream {

        private final InputStream in;
        private int left;
        private boolean begun;
        private boolean over;

        ChunkedBody(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !over) {
                nextChunk();
            }
            if (over) {
                return -1;
            }
            int read = in.read(target, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("The answer broke off.");
            }
            left -= read;
            return read;
        }

        private void nextChunk() throws IOException {
            if (begun) {
                line(in); // the end of the chunk before
            }
            begun = true;
            left = number(line(in).split(";", 2)[0], 16);
            over = left == 0;
        }
    }

    /** For the engine's own words of an error. */
    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8).strip();
    }
}
