package dev.rollcall.runtime.process;

import dev.rollcall.runtime.Observation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads from its folder what is true of a bot. */
final class BotObservation {

    private static final int EVIDENCE_BYTES = 8 * 1024;

    private final Clock clock;
    private final Duration launchTimeout;

    BotObservation(Clock clock, Duration launchTimeout) {
        this.clock = clock;
        this.launchTimeout = launchTimeout;
    }

    /** Never fails. */
    Observation of(BotFolder folder) {
        try {
            boolean begun = folder.bot().isPresent(); // asked first: what appears from here on is a launch under way
            Optional<Integer> exitCode = folder.exitCode();
            if (exitCode.isEmpty() && folder.process().isPresent()) {
                return new Observation.Running();
            }
            exitCode = folder.exitCode(); // it may have been written while we looked for the process
            return exitCode.isPresent() ? ended(folder, exitCode.get()) : withoutTrace(folder, begun);
        } catch (NoSuchFileException gone) {
            // Without the folder above it nothing is known: a lost disk is not the end of a bot.
            return Files.isDirectory(folder.path().getParent())
                    ? new Observation.Gone()
                    : new Observation.Unknown("The folder " + folder.path().getParent() + " is not there.");
        } catch (IOException | RuntimeException trouble) {
            return new Observation.Unknown("The folder of the bot cannot be read: " + trouble);
        }
    }

    private static Observation ended(BotFolder folder, int code) throws IOException {
        // 128 + n is how a shell tells a death by signal n. A bot that ends so by itself after SIGTERM means the same.
        boolean killed = code > 128 && code <= 128 + 64;
        return new Observation.Ended(code, killed ? "Killed" : "Exited", evidence(folder));
    }

    /** No process and no exit code: a launch that is just under way, or wrapper and bot died together. */
    private Observation withoutTrace(BotFolder folder, boolean begun) throws IOException {
        Instant claimed = Files.getLastModifiedTime(folder.path()).toInstant();
        boolean starting = !begun && claimed.plus(launchTimeout).isAfter(clock.instant());
        return starting ? new Observation.Running() : new Observation.Ended(null, "Lost", evidence(folder));
    }

    /** The last output lines, at most 8 KiB, or null when there are none. */
    static String evidence(BotFolder folder) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(folder.log().toFile(), "r")) {
            long start = Math.max(0, log.length() - EVIDENCE_BYTES);
            byte[] tail = new byte[(int) Math.min(EVIDENCE_BYTES, log.length() - start)];
            log.seek(start);
            log.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8).replace("\0", ""); // PostgreSQL takes no NUL
            int firstWholeLine = start == 0 ? 0 : text.indexOf('\n') + 1;
            return text.isEmpty() ? null : text.substring(firstWholeLine);
        } catch (FileNotFoundException none) {
            return null;
        }
    }
}
