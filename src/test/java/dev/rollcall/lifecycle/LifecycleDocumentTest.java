package dev.rollcall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/lifecycle.md tells what the rules do, not what they once did. */
class LifecycleDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "lifecycle.md");

    @Test
    void the_document_is_what_the_rules_say() throws IOException {
        if ("write".equals(System.getProperty("lifecycle.docs"))) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, LifecycleDocument.written());
        }
        assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
                .as("docs/lifecycle.md is stale; write it again with"
                        + " ./mvnw test -Dtest=LifecycleDocumentTest -Dlifecycle.docs=write")
                .isEqualTo(LifecycleDocument.written());
    }
}
