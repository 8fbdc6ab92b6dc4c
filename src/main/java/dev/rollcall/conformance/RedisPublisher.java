package dev.rollcall.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Publishes as the service does. A connection for each question: they are few, and a client would be another thing to trust. */
final class RedisPublisher {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 5_000;

    private final RedisTarget target;

    RedisPublisher(RedisTarget target) {
        this.target = target;
    }

    void ping() throws IOException {
        ask("PING");
    }

    /** @return how many heard it */
    long publish(String channel, String message) throws IOException {
        return ask("PUBLISH", channel, message);
    }

    long subscribers(String channel) throws IOException {
        return ask("PUBSUB", "NUMSUB", channel);
    }

    /** The last number in the answer; 0 when it holds none. */
    private long ask(String... words) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if (target.credentials().isPresent()) {
                send(socket, authentication(target.credentials().get()));
                read(in);
            }
            send(socket, words);
            return read(in);
        }
    }

    private static String[] authentication(String credentials) {
        String[] parts = credentials.split(":", 2);
        String password = decoded(parts[parts.length - 1]);
        return parts.length == 1 || parts[0].isEmpty()
                ? new String[] {"AUTH", password}
                : new String[] {"AUTH", decoded(parts[0]), password};
    }

    /** A plus is a plus here, which the decoder of forms takes for a space. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] content = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + content.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(content);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write(bytes.toByteArray());
    }

    private static long read(InputStream in) throws IOException {
        int type = in.read();
        String line = line(in);
        switch (type) {
            case '+':
                return 0;
            case ':':
                return Long.parseLong(line);
            case '$':
                in.readNBytes(Math.max(0, Integer.parseInt(line) + 2));
                return 0;
            case '*':
                long last = 0;
                for (int i = 0; i < Integer.parseInt(line); i++) {
                    last = read(in);
                }
                return last;
            case '-':
                // The first word only: some errors quote the command, and so the password.
                throw new IOException("Redis refused: " + line.split(" ", 2)[0]);
            default:
                throw new EOFException("Not the protocol of Redis");
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection");
            }
            line.append((char) next);
        }
        in.read(); // the line feed
        return line.toString();
    }
}
