package dev.rollcall.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One request on a connection that is kept, for a thread that waits for the answer. */
final class HttpCall implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    HttpCall(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a connection of its own. */
    static Answer send(int port, Request request) {
        try (HttpCall call = new HttpCall(port)) {
            return call.send(request);
        }
    }

    Answer send(Request request) {
        try {
            socket.getOutputStream().write(request.bytes());
            byte[] received = new byte[64 * 1024];
            int length = 0;
            Answer answer = null;
            while (answer == null) {
                if (length == received.length) {
                    received = Arrays.copyOf(received, 2 * length);
                }
                int read = socket.getInputStream().read(received, length, received.length - length);
                if (read < 0) {
                    throw new EOFException("The service has closed the connection.");
                }
                length += read;
                answer = Answer.in(ByteBuffer.wrap(received).limit(length));
            }
            return answer;
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
