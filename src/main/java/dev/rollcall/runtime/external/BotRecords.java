package dev.rollcall.runtime.external;

import dev.rollcall.runtime.Workload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One small file per bot, since the service's id for it must outlive a restart and the service cannot be asked by our
 * handle. Blocks: for a worker thread. Other replicas may share the folder; nothing is kept in memory.
 */
final class BotRecords {

    private static final Logger LOG = Logger.getLogger(BotRecords.class);
    private static final String SUFFIX = ".json";

    private final Path directory;

    BotRecords(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            this.directory = directory;
        } catch (IOException trouble) {
            throw new UncheckedIOException(
                    "The folder rollcall.external.directory (" + directory + ") cannot be made.", trouble);
        }
    }

    Optional<BotRecord> find(String handle) {
        if (Workload.identify(handle).isEmpty()) {
            return Optional.empty(); // no path of somebody else's making
        }
        try {
            return Optional.of(BotRecord.of(handle, new JsonObject(Files.readString(file(handle)))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | DecodeException trouble) {
            throw new IllegalStateException("The record of " + handle + " cannot be read: " + trouble, trouble);
        }
    }

    /** Whole or not at all: what is half written would be read as no record. */
    void write(BotRecord record) {
        try {
            Path draft = Files.createTempFile(directory, record.handle(), ".draft");
            Files.writeString(draft, record.json().encode());
            Files.move(draft, file(record.handle()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException trouble) {
            throw new UncheckedIOException("The record of " + record.handle() + " cannot be written.", trouble);
        }
    }

    /** All but the deleted ones. */
    List<BotRecord> all() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .flatMap(handle -> find(handle).stream())
                    .filter(record -> !record.deleted())
                    .toList();
        } catch (IOException trouble) {
            throw new UncheckedIOException("The folder " + directory + " cannot be read.", trouble);
        }
    }

    /** Of bots that were deleted so long ago that nobody asks for them any more. */
    void removeDeletedBefore(Instant time) {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> isOlder(file, time)).forEach(this::removeIfDeleted);
        } catch (IOException | RuntimeException trouble) {
            LOG.warnf("event=records_kept runtime=external reason=\"%s\"", trouble);
        }
    }

    private void removeIfDeleted(Path file) {
        String name = file.getFileName().toString();
        try {
            boolean draft = !name.endsWith(SUFFIX);
            if (draft
                    || find(name.substring(0, name.length() - SUFFIX.length()))
                            .filter(BotRecord::deleted)
                            .isPresent()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    private static boolean isOlder(Path file, Instant time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (IOException gone) {
            return false;
        }
    }

    private Path file(String handle) {
        return directory.resolve(handle + SUFFIX);
    }
}
