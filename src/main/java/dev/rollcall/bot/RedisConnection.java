package dev.rollcall.bot;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to Redis and as much of its protocol (RESP2) as a subscriber needs, so that the bot starts without a
 * client library. See https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
final class RedisConnection implements Closeable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Twice this time without a byte, PING in between, and the connection counts as dead. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RedisConnection open(RedisAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) CONNECT_TIMEOUT.toMillis());
            socket.setSoTimeout((int) QUIET.toMillis());
            RedisConnection connection = new RedisConnection(address.tls() ? encrypted(socket, address) : socket);
            connection.greet(address);
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket encrypted(Socket plain, RedisAddress address) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // without it no host name is checked
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void greet(RedisAddress address) throws IOException {
        if (address.password().isPresent()) {
            String password = address.password().get();
            ask(address.user()
                    .map(user -> new String[] {"AUTH", user, password})
                    .orElse(new String[] {"AUTH", password}));
        }
        if (address.database() != 0) {
            ask("SELECT", Integer.toString(address.database()));
        }
    }

    Object ask(String... words) throws IOException {
        send(words);
        return read(nextByte());
    }

    void send(String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] content = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ascii("$" + content.length + "\r\n"));
            bytes.writeBytes(content);
            bytes.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(bytes.toByteArray());
    }

    /** The next thing that Redis says unasked, as an array. Waits for ever while Redis answers PING. */
    List<?> nextPush() throws IOException {
        int type;
        try {
            type = nextByte();
        } catch (SocketTimeoutException quiet) {
            send("PING");
            type = nextByte();
        }
        if (read(type) instanceof List<?> push && push.size() >= 2) {
            return push;
        }
        throw new IOException("Not what a subscriber is told");
    }

    private Object read(int type) throws IOException {
        String line = readLine();
        return switch (type) {
            case '+' -> line;
            // The first word only: some errors quote the command, and so the password.
            case '-' -> throw new IOException("Redis refused: " + line.split(" ", 2)[0]);
            case ':' -> Long.valueOf(line);
            case '$' -> readText(Integer.parseInt(line));
            case '*' -> readArray(Integer.parseInt(line));
            default -> throw new IOException("Not the protocol of Redis");
        };
    }

    private String readText(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length || !readLine().isEmpty()) {
            throw new EOFException();
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    private List<Object> readArray(int length) throws IOException {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(read(nextByte()));
        }
        return items;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = nextByte();
        while (next != '\r') {
            line.append((char) next);
            next = nextByte();
        }
        nextByte(); // the line feed
        return line.toString();
    }

    private int nextByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
