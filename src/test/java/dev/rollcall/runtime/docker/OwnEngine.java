package dev.rollcall.runtime.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Docker Engine of the test's own, which it may stop and start as it likes: containers live on meanwhile, as
 * {@code live-restore} makes them.
 */
public final class OwnEngine extends RealEngine implements AutoCloseable {

    private final Path folder;
    private Process daemon;

    private OwnEngine(Path folder) {
        super(new EngineAddress.Unix(folder.resolve("docker.sock")));
        this.folder = folder;
    }

    /** For a test that {@link NeedsDocker} with an engine of its own. */
    public static OwnEngine started() {
        try {
            OwnEngine engine = new OwnEngine(Files.createTempDirectory("rollcall-docker-"));
            Runtime.getRuntime().addShutdownHook(new Thread(engine::stop));
            engine.start();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers. */
    public void start() {
        List<String> command = List.of(
                "dockerd",
                "--live-restore",
                "--data-root",
                folder.resolve("data").toString(),
                "--exec-root",
                folder.resolve("exec").toString(),
                "--pidfile",
                folder.resolve("dockerd.pid").toString(),
                "--host",
                host(),
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("dockerd.log").toFile()));
            builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
            daemon = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the Docker Engine, see " + folder.resolve("dockerd.log"))
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> call("GET", "/_ping", null).equals("OK"));
    }

    /** In order, as an upgrade does. */
    public void stop() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        unmount(folder.resolve("exec/netns/default"));
        unmount(folder.resolve("data"));
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(OwnEngine::deleteQuietly);
        } catch (IOException | UncheckedIOException leftInTheTemporaryFolder) {
            // Nobody needs it.
        }
    }

    /** An engine with live-restore leaves its mounts to the one that comes after it. */
    private static void unmount(Path path) {
        try {
            new ProcessBuilder("umount", path.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException leftInTheTemporaryFolder) {
            // Nobody needs it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException leftInTheTemporaryFolder) {
            // Nobody needs it.
        }
    }
}
