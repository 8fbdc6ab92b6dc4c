package dev.rollcall.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL and Redis, taken out of their Maven artifacts once per build directory. All instances
 * share them: they are only read.
 */
final class Binaries {

    private static final Pattern JAR = Pattern.compile("([^/]+)\\.jar!");

    private final Path root;

    Binaries(Path root) {
        this.root = root;
    }

    /** The folder that holds bin/initdb, bin/pg_ctl and bin/postgres. */
    Path postgres() {
        String resource =
                "postgres-%s-%s.txz".formatted(system(), architecture().equals("amd64") ? "x86_64" : "arm_64");
        return unpackOnce(resource, Binaries::untar);
    }

    /** The redis-server program. */
    Path redis() {
        List<String> candidates = switch (system() + "-" + architecture()) {
            // The first needs OpenSSL 3 on the machine, the second needs nothing.
            case "linux-amd64" -> List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
            case "linux-arm64" -> List.of("redis-server-6.2.7-linux-arm64");
            case "darwin-amd64" -> List.of("redis-server-6.2.6-v5-darwin-amd64");
            default -> List.of("redis-server-6.2.6-v5-darwin-arm64");
        };
        return candidates.stream()
                .map(resource -> unpackOnce(resource, (in, target) -> copyProgram(in, target, resource))
                        .resolve(resource))
                .filter(program -> new Command(
                                root.resolve("redis-check.log"), List.of(program.toString(), "--version"))
                        .succeeds())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The embedded Redis does not run on this machine."));
    }

    private interface Unpacking {
        void unpack(InputStream in, Path target) throws IOException;
    }

    private Path unpackOnce(String resource, Unpacking unpacking) {
        URL url = Thread.currentThread().getContextClassLoader().getResource(resource);
        if (url == null) {
            throw new IllegalStateException("There is no " + resource + " on the class path.");
        }
        Matcher jar = JAR.matcher(url.toString());
        // The name of the artifact carries its version, so that a newer one is unpacked beside the old one.
        Path target = root.resolve((jar.find() ? jar.group(1) + "-" : "") + resource.replace(".txz", ""));
        if (Files.isDirectory(target)) {
            return target;
        }
        try (InputStream in = url.openStream()) {
            Files.createDirectories(root);
            Path unfinished = Files.createTempDirectory(root, ".unpacking");
            unpacking.unpack(in, unfinished);
            readableByAll(unfinished);
            moveIntoPlace(unfinished, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + resource + " into " + root + ".", e);
        }
    }

    /** Several processes may unpack at once: the first to finish wins, the others throw their copy away. */
    private static void moveIntoPlace(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(unfinished);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private static void copyProgram(InputStream in, Path target, String name) throws IOException {
        Files.copy(in, target.resolve(name));
        Files.setPosixFilePermissions(target.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void untar(InputStream in, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(new BufferedInputStream(in))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive reaches outside of its folder: " + entry.getName());
                }
                write(entry, tar, path);
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        try {
            Files.copy(content, path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("The archive holds " + entry.getName() + " twice.", e);
        }
        boolean program = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** PostgreSQL may have to run as somebody else than the owner of this folder; see {@link Postgres}. */
    private static void readableByAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path directory : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.contains("linux")) {
            return "linux";
        }
        if (name.contains("mac")) {
            return "darwin";
        }
        throw new IllegalStateException("The embedded servers run on Linux and macOS only, not on " + name + ".");
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default ->
                throw new IllegalStateException("The embedded servers run on amd64 and arm64 only, not on "
                        + System.getProperty("os.arch") + ".");
        };
    }
}
