package dev.rollcall.conformance;

import dev.rollcall.platform.Masking;
import dev.rollcall.platform.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The bot's command as a child, in a session of its own where the system can do that, so that all it starts can be found. */
final class BotProcess implements AutoCloseable {

    private static final int LAST_LINES = 8;

    private final Process process;
    private final Path output;
    private final boolean ownSession;
    private volatile boolean signalled;
    private final long startedAt = System.nanoTime();

    private BotProcess(Process process, Path output, boolean ownSession) {
        this.process = process;
        this.output = output;
        this.ownSession = ownSession;
    }

    /** @param environment what the bot is told, beside all that this process was told itself */
    static BotProcess start(List<String> command, Map<String, String> environment) throws IOException {
        Optional<Path> setsid = Files.isReadable(Path.of("/proc/self/stat"))
                ? Programs.named("setsid").findFirst()
                : Optional.empty();
        List<String> line = new ArrayList<>();
        setsid.ifPresent(path -> line.add(path.toString()));
        line.addAll(command);
        Path output = Files.createTempFile("bot-", ".log");
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new BotProcess(builder.start(), output, setsid.isPresent());
    }

    /** By System.nanoTime(). */
    long startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    void sigterm() {
        signalled = true;
        process.destroy(); // to the program alone, as container engines do
    }

    /** Whether {@link #leftBehind()} can see anything. */
    boolean ownSession() {
        return ownSession;
    }

    /** Who lives in the bot's session beside the bot itself. */
    List<Long> leftBehind() {
        if (!ownSession) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(pid -> pid != process.pid() && isInSession(pid))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** After the name in brackets come the state, the parent, the process group and the session. A zombie is no process any more. */
    private boolean isInSession(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String ours = String.valueOf(process.pid());
            return !fields[0].equals("Z") && (fields[2].equals(ours) || fields[3].equals(ours));
        } catch (IOException gone) {
            return false;
        }
    }

    /** What it printed last, without what looks like a secret. */
    List<String> lastLines() {
        try {
            List<String> lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .map(Masking.ofPatterns()::text)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Politely first: behind a command such as docker run stands a container that only a polite end takes along. */
    void end(Duration grace) throws InterruptedException {
        // who had the time already gets no more
        if (!signalled) {
            sigterm();
            process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        }
        close();
    }

    /** By force, and all that it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        leftBehind().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            // A temporary file that stays is no harm.
        }
    }
}
