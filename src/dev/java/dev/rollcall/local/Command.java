package dev.rollcall.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that is run to its end. Its output goes to a file: a pipe would be held open by the server it starts. */
record Command(Path log, List<String> words) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    void run() {
        if (!succeeds()) {
            throw new IllegalStateException(
                    "\"%s\" failed; its output is in %s:%n%s".formatted(String.join(" ", words), log, lastLines()));
        }
    }

    boolean succeeds() {
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("LC_ALL", "C"); // messages and sorting do not depend on the machine
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException absent) {
            return "";
        }
    }
}
