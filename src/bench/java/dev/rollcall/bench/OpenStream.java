package dev.rollcall.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client's open connection over which the service tells what happens: a stream (SSE) or a socket (/ws). */
final class OpenStream {

    /** What a client was told. */
    record Told(long meetingId, String status) {}

    enum Kind {
        STREAM("GET", "/events/stream", "200", Pattern.compile("\"meeting_id\":(\\d+).*?\"to\":\"(\\w+)\"")),
        SOCKET("GET", "/ws", "101", Pattern.compile("\"meeting_id\":(\\d+).*?\"status\":\"(\\w+)\""));

        private final String method;
        private final String path;
        private final String status;
        private final Pattern event;

        Kind(String method, String path, String status, Pattern event) {
            this.method = method;
            this.path = path;
            this.status = status;
            this.event = event;
        }

        private Request request(long userId) {
            return this == STREAM
                    ? Request.of(method, path, null, Seed.apiKey(userId))
                    : Request.of(
                            method,
                            path,
                            null,
                            Seed.apiKey(userId),
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        }
    }

    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] HELLO = hello("{\"action\": \"ping\"}");
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;
    private static final int LENGTH_FOLLOWS = 126;

    private final Kind kind;
    private final SocketChannel channel;
    private byte[] bytes = new byte[1024];
    private int length;
    private boolean answered;
    private boolean open;
    private int told;

    OpenStream(Kind kind, int port, long userId, Selector selector) throws IOException {
        this.kind = kind;
        this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(kind.request(userId).bytes()));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Whether the service has let it in; a socket is answered before its key is looked at, and its first wish after. */
    boolean isOpen() {
        return open;
    }

    /** How many events were counted before this one. */
    int countTold() {
        return told++;
    }

    /** Hands over every event that is wholly there. */
    void read(Consumer<Told> events) throws IOException {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        int read = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
        if (read < 0) {
            throw new EOFException("The service has ended a stream.");
        }
        length += read;
        int used = answered ? 0 : head();
        if (answered) {
            int next = messageEnd(used);
            while (next > 0) {
                tell(new String(bytes, used, next - used, StandardCharsets.ISO_8859_1), events);
                used = next;
                next = messageEnd(used);
            }
        }
        System.arraycopy(bytes, used, bytes, 0, length - used);
        length -= used;
    }

    private int head() throws IOException {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        if (!text.startsWith("HTTP/1.1 " + kind.status)) {
            throw new IllegalStateException("A stream was refused: " + text);
        }
        answered = true;
        open = kind == Kind.STREAM;
        if (!open) {
            channel.write(ByteBuffer.wrap(HELLO));
        }
        return end + 4;
    }

    /** A text frame under a mask of zeros. */
    private static byte[] hello(String text) {
        byte[] head = {(byte) 0x81, (byte) (0x80 | text.length()), 0, 0, 0, 0};
        return ByteBuffer.allocate(head.length + text.length())
                .put(head)
                .put(text.getBytes(StandardCharsets.UTF_8))
                .array();
    }

    private int messageEnd(int from) throws IOException {
        return kind == Kind.STREAM ? eventEnd(from) : frameEnd(from);
    }

    /** After the empty line; what frames the chunks is no part of any event. */
    private int eventEnd(int from) {
        for (int i = from + 1; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private int frameEnd(int from) throws IOException {
        if (length < from + 2) {
            return -1;
        }
        int size = bytes[from + 1] & 0x7F;
        int head = size == LENGTH_FOLLOWS ? 4 : 2;
        if (length < from + head) {
            return -1;
        }
        if (size == LENGTH_FOLLOWS) {
            size = (bytes[from + 2] & 0xFF) << 8 | bytes[from + 3] & 0xFF;
        }
        if (length < from + head + size) {
            return -1;
        }
        if ((bytes[from] & 0xFF) == CLOSE) {
            int code = (bytes[from + head] & 0xFF) << 8 | bytes[from + head + 1] & 0xFF;
            throw new EOFException("The service has closed a socket: " + code);
        }
        if ((bytes[from] & 0xFF) == PING) {
            channel.write(ByteBuffer.wrap(PONG));
        }
        return from + head + size;
    }

    private void tell(String message, Consumer<Told> events) {
        open = open || message.contains("pong");
        Matcher event = kind.event.matcher(message);
        if (event.find()) {
            events.accept(new Told(Long.parseLong(event.group(1)), event.group(2)));
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
