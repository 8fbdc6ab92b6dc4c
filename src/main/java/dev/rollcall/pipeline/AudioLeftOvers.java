package dev.rollcall.pipeline;

import dev.rollcall.platform.Printable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Recordings that a process has left on the disk, since it was killed: somebody's words. */
@ApplicationScoped
class AudioLeftOvers {

    private static final Logger LOG = Logger.getLogger(AudioLeftOvers.class);

    /** No work with one takes so long, on any replica that shares the folder. */
    private static final Duration OLD = Duration.ofHours(3);

    private final AudioConfig config;
    private final Clock clock;

    AudioLeftOvers(AudioConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            identity = "audio-left-overs",
            every = "1h",
            delayed = "10s",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> remove() {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(this::removeOld)
                .onFailure()
                .invoke(failure -> LOG.debugf("audio=kept error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private void removeOld() {
        Instant before = clock.instant().minus(OLD);
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(config.folder()), AudioFetch.PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
