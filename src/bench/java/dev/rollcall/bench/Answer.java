package dev.rollcall.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer as it came. */
record Answer(int status, String head, String body) {

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final Pattern LENGTH =
            Pattern.compile("^content-length: *(\\d+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern CHUNKED =
            Pattern.compile("^transfer-encoding:", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    /** Null as long as there is only a part of it. The buffer is ready to be read, from its start. */
    static Answer in(ByteBuffer received) {
        byte[] bytes = received.array();
        int length = received.limit();
        int end = endOfHead(bytes, length);
        if (end < 0) {
            return null;
        }
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(head, 9, 12, 10);
        int content = contentLength(head, status);
        return length < end + content
                ? null
                : new Answer(status, head, new String(bytes, end, content, StandardCharsets.UTF_8));
    }

    private static int contentLength(String head, int status) {
        if (status == 204 || status == 304) {
            return 0;
        }
        if (CHUNKED.matcher(head).find()) {
            throw new IllegalStateException("The benchmark's client cannot read an answer in chunks:\n" + head);
        }
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 0; i <= length - END_OF_HEAD.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 2] == '\r' && bytes[i + 1] == '\n' && bytes[i + 3] == '\n') {
                return i + END_OF_HEAD.length;
            }
        }
        return -1;
    }

    /** The value of a header; null when there is none. */
    String header(String name) {
        Matcher header = Pattern.compile(
                        "^" + Pattern.quote(name) + ": *([^\r\n]*)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
                .matcher(head);
        return header.find() ? header.group(1) : null;
    }
}
