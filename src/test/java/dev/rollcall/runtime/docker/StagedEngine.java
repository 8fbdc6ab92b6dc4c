package dev.rollcall.runtime.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks the engine's protocol on a unix socket and says what its test wants: for what a real one says rarely. */
final class StagedEngine implements AutoCloseable {

    /** Reads the request and ends the connection without a word. */
    static final String HANG_UP = "hang up";

    /** Reads the request and says nothing. */
    static final String SILENCE = "silence";

    private final ServerSocketChannel server;
    private final Path socket;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> silent = new CopyOnWriteArrayList<>();

    StagedEngine(Path folder) {
        try {
            socket = folder.resolve("staged.sock");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers.put("GET /version", json(200, "{\"ApiVersion\": \"1.41\", \"MinAPIVersion\": \"1.12\"}"));
        Thread thread = new Thread(this::serve, "staged-engine");
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return "unix://" + socket;
    }

    /** @param request method and the beginning of the path without its version, such as {@code POST /containers/create} */
    StagedEngine says(String request, String answer) {
        answers.put(request, answer);
        return this;
    }

    /** Method and path of each request so far. */
    List<String> requests() {
        return requests;
    }

    static String json(int status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 " + status + " X\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\nContent-Length: " + length
                + "\r\n\r\n" + body;
    }

    static String error(int status, String message) {
        return json(status, "{\"message\": \"" + message + "\"}");
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread thread = new Thread(() -> answer(channel), "staged-answer");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(SocketChannel channel) {
        try {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            String request = readRequest(in);
            requests.add(request);
            String unversioned = request.replaceFirst(" /v\\d+\\.\\d+/", " /");
            String answer = answers.entrySet().stream()
                    .filter(entry -> unversioned.startsWith(entry.getKey()))
                    .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
                    .map(Map.Entry::getValue)
                    .orElse(error(500, "not staged: " + unversioned));
            if (answer.equals(SILENCE)) {
                silent.add(channel);
                return;
            }
            if (!answer.equals(HANG_UP)) {
                OutputStream out = Channels.newOutputStream(channel);
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
            channel.close();
        } catch (IOException hungUp) {
            // So be it.
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        String first = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.startsWith("Content-Length: ")) {
                length = Integer.parseInt(header.substring("Content-Length: ".length()));
            }
        }
        in.readNBytes(length);
        return first.replaceFirst(" HTTP/1.1$", "");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("no request");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : silent) {
            channel.close();
        }
        java.nio.file.Files.deleteIfExists(socket);
    }
}
