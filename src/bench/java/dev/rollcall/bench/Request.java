package dev.rollcall.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP request as bytes, made once and sent as often as it is wanted.
 *
 * @param due when it ought to be sent, by {@link System#nanoTime()}: its latency counts from there, so that a service
 *     that stands still is charged for those who had to wait; 0 for as soon as a connection is free
 */
record Request(byte[] bytes, long due) {

    /** @param headers whole lines, such as {@code X-API-Key: secret} */
    static Request of(String method, String path, String body, String... headers) {
        StringBuilder text =
                new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: rollcall\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(content.length)
                    .append("\r\n");
        }
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole =
                ByteBuffer.allocate(head.length + content.length).put(head).put(content);
        return new Request(whole.array(), 0);
    }

    Request dueAt(long nanos) {
        return new Request(bytes, nanos);
    }
}
