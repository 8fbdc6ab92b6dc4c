package dev.rollcall.runtime.process;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What is on disk about one bot: all that this runtime knows of it, so that a restart loses nothing. A one-line file
 * counts only with its newline; before that it is still being written.
 */
record BotFolder(Path path) {

    static final String PUT_ASIDE = ".deleted-";

    /** Takes the handle: exactly one of any number of callers, in any number of processes, gets true. */
    boolean claim() throws IOException {
        try {
            Files.createDirectory(path, forOwnerOnly());
            Files.createDirectory(path.resolve("work"));
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /** The bot's output is nobody else's business on this machine. */
    static FileAttribute<Set<PosixFilePermission>> forOwnerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path script() {
        return path.resolve("run");
    }

    Path log() {
        return path.resolve("log");
    }

    Optional<ProcessIdentity> bot() throws IOException {
        return line("pid").flatMap(ProcessIdentity::parse);
    }

    Optional<ProcessIdentity> wrapper() throws IOException {
        return line("wrapper").flatMap(ProcessIdentity::parse);
    }

    Optional<Integer> exitCode() throws IOException {
        return line("exit").map(Integer::valueOf);
    }

    /** When the bot is to be killed if it still runs then; empty when nobody has asked for its end. */
    Optional<Instant> killAt() throws IOException {
        return line("terminate").map(Long::valueOf).map(Instant::ofEpochMilli);
    }

    /** Keeps the earliest of all the times that were asked for. */
    void killAt(Instant time) throws IOException {
        if (killAt().filter(kept -> !kept.isAfter(time)).isEmpty()) {
            Files.writeString(path.resolve("terminate"), time.toEpochMilli() + "\n");
        }
    }

    /** The process whose end is the next thing to happen: the wrapper, or a bot that has lost its wrapper. */
    Optional<ProcessHandle> process() throws IOException {
        Optional<ProcessHandle> wrapper = wrapper().flatMap(ProcessIdentity::running);
        return wrapper.isPresent() ? wrapper : bot().flatMap(ProcessIdentity::running);
    }

    /** SIGKILL to the bot and to all that it has started. The wrapper stays, to write down how the bot ended. */
    void killBot() throws IOException {
        Optional<ProcessHandle> wrapper = wrapper().flatMap(ProcessIdentity::running);
        if (wrapper.isPresent()) {
            wrapper.get().descendants().toList().forEach(ProcessHandle::destroyForcibly);
        } else {
            bot().ifPresent(ProcessIdentity::kill);
        }
    }

    /**
     * Ends every process and removes the folder. The folder is put aside in between and looked at once more: a launch
     * that runs at this moment either finds it missing and does not start its bot, or has written the pid by then.
     *
     * @throws IOException when a process does not end within the time; the folder is still there then
     */
    void delete(Duration bound) throws IOException {
        end(bound);
        BotFolder aside = new BotFolder(
                path.resolveSibling(PUT_ASIDE + path.getFileName() + "-" + Long.toHexString(System.nanoTime())));
        try {
            Files.move(path, aside.path);
        } catch (NoSuchFileException gone) {
            return;
        }
        aside.endAndRemove(bound);
    }

    /** As often as a launch that was under way still writes into the folder; its wrapper is ended in the next round. */
    void endAndRemove(Duration bound) throws IOException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            end(bound);
            try {
                remove();
                return;
            } catch (DirectoryNotEmptyException written) {
                if (System.nanoTime() - deadline > 0) {
                    throw written;
                }
            }
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void end(Duration bound) throws IOException {
        killBot();
        Optional<ProcessHandle> process = process();
        if (process.isEmpty() || endsWithin(process.get(), bound)) {
            return;
        }
        killBot();
        process.get().destroyForcibly();
        if (!endsWithin(process.get(), bound)) {
            throw new IOException("Process " + process.get().pid() + " of " + path.getFileName() + " does not end.");
        }
    }

    private static boolean endsWithin(ProcessHandle process, Duration bound) throws IOException {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException cannotBe) {
            throw new IOException(cannotBe);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for process " + process.pid() + " to end.", stopped);
        }
    }

    private Optional<String> line(String file) throws IOException {
        try {
            String text = Files.readString(path.resolve(file));
            return text.endsWith("\n") ? Optional.of(text.strip()) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
