package dev.rollcall.local;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that belongs to one process for as long as that lives. Its name says who that is, so that there is no moment
 * in which it has no owner, and the owner holds a lock on a file in it.
 */
record Ownership(Path folder, FileChannel lock) implements Closeable {

    private static final String LOCK = "lock";

    /** Makes a new folder of the current process below {@code root}. */
    static Ownership take(Path root) {
        ProcessIdentity owner = ProcessIdentity.current();
        String name = owner.pid() + "-" + owner.started().toEpochMilli() + "-";
        try {
            Files.createDirectories(root);
            for (int number = 1; ; number++) {
                try {
                    return lock(Files.createDirectory(root.resolve(name + number)));
                } catch (FileAlreadyExistsException anotherOfOurs) {
                    // The next number is free.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write to " + root + "; -Drollcall.local.directory=… names another folder.", e);
        }
    }

    private static Ownership lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return new Ownership(folder, channel);
    }

    /** The folders below {@code root} whose owners are dead. */
    static List<Path> stale(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Ownership::isStale).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for earlier instances in " + root + ".", e);
        }
    }

    /**
     * The owner is dead by both signs: no such process, and no lock. Either alone can be wrong (a changed clock, a
     * folder that is not locked yet).
     */
    private static boolean isStale(Path folder) {
        return owner(folder).filter(owner -> owner.find().isEmpty()).isPresent() && !isLocked(folder);
    }

    private static Optional<ProcessIdentity> owner(Path folder) {
        String[] parts = folder.getFileName().toString().split("-");
        return parts.length == 3 ? ProcessIdentity.parse(parts[0] + " " + parts[1]) : Optional.empty();
    }

    private static boolean isLocked(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException ours) {
            return true;
        } catch (IOException neverLocked) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
