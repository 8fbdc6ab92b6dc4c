package dev.rollcall.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Redis in a folder of its own; like {@link Postgres} it can be stopped by whoever finds that folder. */
record Redis(Path folder, Path program, int port) {

    private static final Duration READY_WITHIN = Duration.ofSeconds(15);

    /** Starts it with what it had when it stopped. Returns when it answers. */
    Redis start() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + folder + " for Redis.", e);
        }
        new Command(folder.resolve("start.log"), commandLine()).run();
        awaitAnswer();
        return this;
    }

    private List<String> commandLine() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("daemonize", "yes"); // in the background, and thereby out of reach of a terminal's Ctrl-C
        settings.put("bind", "127.0.0.1");
        settings.put("port", String.valueOf(port));
        settings.put("dir", folder.toString());
        settings.put("pidfile", pidFile(folder).toString());
        settings.put("logfile", folder.resolve("redis.log").toString());
        settings.put("appendonly", "yes");
        settings.put("appendfsync", "always");
        List<String> words = new ArrayList<>(List.of(program.toString()));
        settings.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        return words;
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Redis does not answer; its log is in " + folder + ".");
            }
            ProcessIdentity.pause();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Stops it in order. Does nothing when it does not run. */
    void stop() {
        process(folder).ifPresent(server -> ProcessIdentity.end(List.of(server), Duration.ofSeconds(5)));
    }

    /** Ends it at once, as a power failure would. */
    void kill() {
        process(folder).ifPresent(server -> ProcessIdentity.kill(List.of(server)));
    }

    boolean isRunning() {
        return process(folder).isPresent();
    }

    /** The server's process: its file holds the id alone, and is written as the server starts. */
    static Optional<ProcessHandle> process(Path folder) {
        try {
            Instant written = Files.getLastModifiedTime(pidFile(folder)).toInstant();
            long pid = Long.parseLong(Files.readString(pidFile(folder)).strip());
            return new ProcessIdentity(pid, written).find();
        } catch (IOException | NumberFormatException notThere) {
            return Optional.empty();
        }
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("redis.pid");
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }
}
