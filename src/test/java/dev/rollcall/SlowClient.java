package dev.rollcall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client over a raw socket that says a little and then waits. */
final class SlowClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    private SlowClient(Socket socket) {
        this.socket = socket;
    }

    /** Sends this text, in which a line break stands for CRLF, and nothing more. */
    static SlowClient sends(int port, String text) {
        return from("127.0.0.1", port, text);
    }

    /** From another address of this machine, as another client. */
    static SlowClient from(String address, int port, String text) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4 * 1024); // what is not read piles up at the sender soon
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            SlowClient client = new SlowClient(socket);
            client.send(text);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Everything that the service says until it closes the connection. */
    String heard() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
