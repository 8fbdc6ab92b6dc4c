package dev.rollcall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Listens to all channels of a pattern, as all bots together do. */
final class Subscriber implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader lines;

    Subscriber(String url, String pattern) {
        URI redis = URI.create(url);
        try {
            socket = new Socket(redis.getHost(), redis.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream().write(("PSUBSCRIBE " + pattern + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 6; i++) {
                lines.readLine(); // *3 $10 psubscribe $n pattern :1
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message; waits for it. */
    String next() {
        try {
            // *4, and length and text of pmessage, of the pattern, of the channel and of the message, which is one line
            for (int i = 0; i < 8; i++) {
                lines.readLine();
            }
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
