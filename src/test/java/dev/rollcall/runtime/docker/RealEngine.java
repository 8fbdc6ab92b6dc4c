package dev.rollcall.runtime.docker;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The Docker Engine that DOCKER_HOST names, for tests. Nothing is pulled: images are made here, of what is on this
 * machine.
 */
public final class RealEngine {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int EXECUTABLE = 0755;

    private final EngineAddress address;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "real-engine");
        thread.setDaemon(true);
        return thread;
    });

    private RealEngine(EngineAddress address) {
        this.address = address;
    }

    /** Where there is none, the test is skipped, and says so. */
    public static RealEngine orSkip(Class<?> test) {
        String host = System.getenv("DOCKER_HOST");
        if (host == null || host.isBlank()) {
            skip(test, "DOCKER_HOST names no Docker Engine");
        }
        return new RealEngine(EngineAddress.of(host));
    }

    /** An engine that a test has started itself. */
    static RealEngine at(Path socket) {
        return new RealEngine(new EngineAddress.Unix(socket));
    }

    static void skip(Class<?> test, String why) {
        System.out.println("SKIPPED " + test.getSimpleName() + ": " + why + ".");
        abort(why);
    }

    public String host() {
        return address.toString();
    }

    Engine client() {
        return new Engine(address, TIMEOUT, timer);
    }

    /** An image with a shell and the usual commands; the test is skipped where there is no static busybox. */
    String shellImage(Class<?> test) {
        Path busybox = Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (busybox == null) {
            skip(test, "there is no busybox for its image (Debian: busybox-static)");
        }
        Tar tar = new Tar().file("bin/busybox", busybox);
        List.of("sh", "sleep", "cksum", "printf", "kill", "env", "cat", "echo", "dd", "df", "grep", "ps")
                .forEach(applet -> tar.link("bin/" + applet, "busybox"));
        return imported("rollcall-test-shell:latest", tar);
    }

    /** @return the name of the image */
    public String imported(String name, Tar rootFileSystem) {
        String[] parts = name.split(":");
        String path = "/images/create?fromSrc=-&repo=" + parts[0] + "&tag=" + parts[1];
        call("POST", path, rootFileSystem.bytes());
        return name;
    }

    /** Any call of the engine's API; fails when the engine refuses it. */
    public String call(String method, String path, byte[] body) {
        try (Exchange exchange = Exchange.open(address, TIMEOUT, timer)) {
            exchange.send(method, "/v1.41" + path, body);
            Answer answer = exchange.receive();
            String text = answer.text();
            if (answer.status() >= 400 || text.contains("\"error\"")) {
                throw new IllegalStateException(method + " " + path + ": " + answer.status() + " " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void remove(String container) {
        call("DELETE", "/containers/" + container + "?force=true", null);
    }

    public boolean has(String container) {
        return call("GET", "/containers/json?all=true", null).contains("/" + container + "\"");
    }

    /** Sends a request and hangs up without waiting for its answer. */
    void sendAndHangUp(String method, String path) {
        try (Exchange exchange = Exchange.open(address, TIMEOUT, timer)) {
            exchange.send(method, "/v1.41" + path, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What becomes the root file system of an image. */
    public static final class Tar {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

        public Tar() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            folder("tmp", 01777);
        }

        private void folder(String name, int mode) {
            try {
                TarArchiveEntry entry = new TarArchiveEntry(name + "/");
                entry.setMode(mode);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Links are followed: the file itself goes in. */
        public Tar file(String name, Path file) {
            try {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(Files.size(file));
                entry.setMode(EXECUTABLE);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public Tar link(String name, String target) {
            try {
                TarArchiveEntry entry = new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
                entry.setLinkName(target);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Everything below a folder, but for what the filter leaves out. */
        public Tar tree(String name, Path folder, java.util.function.Predicate<Path> wanted) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile)
                        .filter(wanted)
                        .forEach(file -> file(name + "/" + folder.relativize(file), file));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] bytes() {
            try {
                tar.close();
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
