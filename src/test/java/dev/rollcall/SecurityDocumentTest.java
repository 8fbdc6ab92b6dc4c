package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model names a test as the proof of each line: they have to be there. */
class SecurityDocumentTest {

    private static final Path PAGE = Path.of("docs/security.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern PROOF = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void everyProofThatTheThreatModelNamesExists() throws IOException {
        List<MatchResult> proofs =
                PROOF.matcher(Files.readString(PAGE)).results().toList();

        assertThat(proofs).hasSizeGreaterThan(30).allSatisfy(proof -> {
            Path test = source(proof.group(1));
            if (proof.group(2) != null) {
                assertThat(Files.readString(test)).contains("void " + proof.group(2) + "()");
            }
        });
    }

    private static Path source(String test) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.endsWith(test + ".java"))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("There is no " + test));
        }
    }
}
