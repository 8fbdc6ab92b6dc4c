package dev.rollcall.runtime.docker;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What becomes an image: programs of this machine, each with the libraries that it needs. */
public final class RootFileSystem implements AutoCloseable {

    private static final int EXECUTABLE = 0755;
    private static final int FOR_ALL = 01777;
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private final Path archive;
    private final TarArchiveOutputStream tar;
    private final Set<String> present = new HashSet<>();

    public RootFileSystem() {
        try {
            archive = Files.createTempFile("root", ".tar");
            tar = new TarArchiveOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(archive)), StandardCharsets.UTF_8.name());
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            TarArchiveEntry folder = new TarArchiveEntry("tmp/");
            folder.setMode(FOR_ALL);
            tar.putArchiveEntry(folder);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program, looked up in PATH, into /bin. */
    public RootFileSystem program(String name) {
        Path program = Stream.of("/bin", "/usr/bin", "/sbin", "/usr/sbin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + name + " on this machine."));
        return file("bin/" + name, program).librariesOf(program);
    }

    /** What the dynamic loader would load for it, at the paths where it looks. */
    public RootFileSystem librariesOf(Path program) {
        try {
            Process ldd = new ProcessBuilder("ldd", program.toString())
                    .redirectErrorStream(true)
                    .start();
            String libraries = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            LIBRARY.matcher(libraries)
                    .results()
                    .map(library -> Path.of(library.group(1)))
                    .forEach(library -> file(library.toString().substring(1), library));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links are followed: the file itself goes in. */
    public RootFileSystem file(String name, Path file) {
        if (!present.add(name)) {
            return this;
        }
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

    /** Everything below a folder that is wanted, or the file itself. */
    public RootFileSystem tree(String name, Path folder, Predicate<String> wanted) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(folder.relativize(file).toString()))
                    .forEach(file -> file(name + "/" + folder.relativize(file), file));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The finished archive. */
    Path archive() {
        try {
            tar.close();
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
