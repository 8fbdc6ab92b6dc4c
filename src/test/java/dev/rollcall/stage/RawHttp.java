package dev.rollcall.stage;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request as bytes on a connection of its own: what no HTTP client would send, or whose client goes away. */
public final class RawHttp implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    /** Sends {@code GET /path} or the like with this user's key; a body is JSON. */
    public static RawHttp send(User user, String methodAndPath, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = """
                %s HTTP/1.1
                Host: localhost
                Connection: close
                X-API-Key: %s
                Content-Type: application/json
                Content-Length: %d

                """.formatted(methodAndPath, user.key(), content.length);
        try {
            Socket socket = new Socket("localhost", RestAssured.port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(content);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** POST /bots into a Google Meet meeting. */
    public static RawHttp sendBot(User user, String nativeId) {
        return send(
                user,
                "POST /bots",
                "{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}".formatted(nativeId));
    }

    /** Status line, headers and body. */
    public String answer() {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int status() {
        return Integer.parseInt(answer().split(" ", 3)[1]);
    }

    /** The client goes away. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
