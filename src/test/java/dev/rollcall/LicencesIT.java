package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the artifact is made of may be given on, and docs/licences.md says under which terms. */
class LicencesIT {

    private static final Path BILL = Path.of("target/bom.json");
    private static final Path PAGE = Path.of("docs/licences.md");

    /** All of them allow use in a closed product, without opening it. */
    private static final Set<String> ALLOWED = Set.of(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "GPL-2.0-with-classpath-exception",
            "MIT",
            "MIT-0",
            "Public Domain");

    private static final String INTRODUCTION = """
            # Licences of what is delivered

            The libraries inside the packaged service, by licence. Where a library names several, it may be used under any
            of them. A build with `-Psbom` writes the complete list, with versions and checksums, to `target/bom.json`
            (CycloneDX); a test keeps this page up to date and refuses any other licence. To write it again:

                ./mvnw -Psbom verify -Dit.test=LicencesIT -Dlicences.docs=write
            """;

    private static JsonNode bill;

    @BeforeAll
    static void read() throws IOException {
        assumeThat(BILL).as("no bill of materials: build with -Psbom").exists();
        bill = new ObjectMapper().readTree(BILL.toFile());
    }

    @Test
    void everyLibraryHasALicenceThatIsAllowed() {
        assertThat(bill.path("components").size()).isGreaterThan(100);
        assertThat(StreamSupport.stream(bill.path("components").spliterator(), false)
                        .filter(library -> licences(library).isEmpty() || !ALLOWED.containsAll(licences(library)))
                        .map(library -> name(library) + " " + licences(library)))
                .isEmpty();
    }

    @Test
    void nothingOfTheEmbeddedServersAndTheTestsIsDelivered() {
        assertThat(bill.path("components"))
                .extracting(LicencesIT::name)
                .noneMatch(name -> name.matches(".*(embedded|junit|assertj|rest-assured|archunit|jqwik|zonky).*"));
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("licences.docs"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/licences.md is stale: ./mvnw -Psbom verify -Dit.test=LicencesIT -Dlicences.docs=write")
                .isEqualTo(page);
    }

    private static String page() {
        Map<String, Set<String>> byLicence = new TreeMap<>();
        bill.path("components")
                .forEach(library -> byLicence
                        .computeIfAbsent(String.join(" or ", licences(library)), unseen -> new TreeSet<>())
                        .add(name(library)));
        return INTRODUCTION
                + byLicence.entrySet().stream()
                        .map(licence -> "\n## " + licence.getKey() + "\n\n" + lines(licence.getValue()))
                        .collect(Collectors.joining());
    }

    private static String lines(Set<String> libraries) {
        return libraries.stream().map(library -> "- " + library + "\n").collect(Collectors.joining());
    }

    private static String name(JsonNode library) {
        String name = library.path("name").asText().replaceFirst("^native-(linux|osx|windows)-.*", "native-*");
        return library.path("group").asText() + ":" + name; // the natives are those of the machine that builds
    }

    private static Set<String> licences(JsonNode library) {
        return StreamSupport.stream(library.path("licenses").spliterator(), false)
                .map(LicencesIT::licence)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String licence(JsonNode entry) {
        JsonNode licence = entry.path("license");
        String name = licence.path("id").asText(licence.path("name").asText());
        // some call it by its full name
        return name.startsWith("GNU General Public License, version 2 with the GNU Classpath Exception")
                ? "GPL-2.0-with-classpath-exception"
                : name;
    }
}
