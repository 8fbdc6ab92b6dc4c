package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What is there for development only must not reach production. */
@DisabledIfSystemProperty(
        named = "rollcall.it.binary",
        matches = ".+",
        disabledReason = "a native binary is made of the same classes; it cannot be looked into")
class PackagingIT {

    @Test
    void noEmbeddedServerIsPacked() throws IOException {
        assertThat(files()) // commons-compress is there, but by the Kubernetes client
                .isNotEmpty()
                .noneMatch(file -> file.matches(".*(embedded|zonky|/xz-|org\\.tukaani).*"));
        assertThat(entries(jar -> true))
                .noneMatch(entry -> entry.matches(".*(redis-server|postgres-(linux|darwin)|redis/embedded/).*"));
    }

    @Test
    void nothingOfTheLocalPackageIsPacked() throws IOException {
        assertThat(entries(jar -> true))
                .contains("dev/rollcall/Main.class")
                .noneMatch(entry -> entry.startsWith("dev/rollcall/local/"));
    }

    @Test
    void noDemoUserAndNoDefaultSecretIsPacked() throws IOException {
        for (Path jar : jars(PackagingIT::isOurs)) {
            forEachEntry(jar, (name, content) -> {
                String text = new String(content, StandardCharsets.ISO_8859_1);
                assertThat(text).as(name).doesNotContain("demo@example.com", "sha256('demo')");
                if (name.endsWith("application.properties")) {
                    assertThat(text.lines())
                            .as(name)
                            .noneMatch(line -> line.matches("\\s*(rollcall\\.(admin-token|secret-key)"
                                    + "|quarkus\\.datasource\\.(username|password))\\s*=\\s*[^$\\s].*"));
                }
            });
        }
    }

    @Test
    void theClassArchiveIsThere() {
        assertThat(folder().resolve("app-cds.jsa")).isNotEmptyFile();
    }

    private static Path folder() {
        return PackagedService.artifact().getParent();
    }

    /** The service's own classes, and what Quarkus has generated from them. */
    private static boolean isOurs(Path jar) {
        Path path = folder().relativize(jar);
        return path.startsWith("app") || path.startsWith("quarkus");
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    private static List<Path> jars(Predicate<Path> which) throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(path -> path.toString().endsWith(".jar"))
                    .filter(which)
                    .toList();
        }
    }

    private static List<String> entries(Predicate<Path> which) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path jar : jars(which)) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    names.add(entry.getName());
                }
            }
        }
        return names;
    }

    private interface Look {
        void at(String name, byte[] content) throws IOException;
    }

    private static void forEachEntry(Path jar, Look look) throws IOException {
        try (InputStream in = Files.newInputStream(jar);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                look.at(jar.getFileName() + "!" + entry.getName(), zip.readAllBytes());
            }
        }
    }
}
