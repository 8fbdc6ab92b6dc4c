package dev.rollcall.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference bot as a process of its own, started as the process runtime does. */
final class BotProcess {

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private BotProcess(Process process, Path stdout, Path stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    static BotProcess start(String botConfig) {
        try {
            Path stdout = Files.createTempFile("bot", ".out");
            Path stderr = Files.createTempFile("bot", ".err");
            stdout.toFile().deleteOnExit();
            stderr.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-cp",
                            classPath(),
                            ReferenceBot.class.getName())
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().clear();
            if (botConfig != null) {
                builder.environment().put("BOT_CONFIG", botConfig);
            }
            return new BotProcess(builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bot's own classes and Jackson, nothing else: it must not need more. */
    private static String classPath() {
        return Stream.of(ReferenceBot.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class)
                .map(BotProcess::home)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    int awaitExit() {
        try {
            return CompletableFuture.supplyAsync(this::waitFor).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("The bot is still running. It said:\n" + output(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int waitFor() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void sigterm() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
        waitFor();
    }

    String stdout() {
        return read(stdout);
    }

    String stderr() {
        return read(stderr);
    }

    String output() {
        return stdout() + stderr();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
