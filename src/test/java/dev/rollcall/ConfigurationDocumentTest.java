package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes docs/configuration.md from the configuration interfaces themselves, and fails when it is stale. */
class ConfigurationDocumentTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern SUBJECT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*@ConfigMapping", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*((?:@\\w+\\(\"[^\"]*\"\\)\\s*)*)([\\w<>, ]+) (\\w+)\\(\\);",
            Pattern.DOTALL);

    private static final String INTRODUCTION = """
            # Configuration

            Every setting can be given as an environment variable (`rollcall.sweep.every` is `ROLLCALL_SWEEP_EVERY`), as a
            system property (`-Drollcall.sweep.every=30s`), or in `config/application.properties` beside the service.
            Durations are written `30s`, `5m`, `4h`. Quarkus' own settings (`quarkus.http.port`, …) work as everywhere.

            This page is written by a test from the configuration interfaces. After a change, write it again:

                ./mvnw test -Dtest=ConfigurationDocumentTest -Dconfiguration.docs=write

            ## Required in production

            Without these the service says what is missing, one sentence each, and ends with exit code 1.

            | Variable | Meaning |
            | --- | --- |
            | `DATABASE_URL` | `postgres://user:password@host:5432/database`; or `quarkus.datasource.reactive.url`, `quarkus.datasource.jdbc.url`, `…username` and `…password` |
            | `REDIS_URL` | `redis://[:password@]host:6379[/database]`; or `quarkus.redis.hosts` |
            | `ADMIN_API_TOKEN` | what admins send as `X-Admin-API-Key` |
            | `ROLLCALL_SECRET_KEY` | at least 32 characters, the same on all replicas: the tokens of bots are derived from it, and secrets that users leave here are sealed under it |

            To change `ROLLCALL_SECRET_KEY`, give the old value as `ROLLCALL_FORMER_SECRET_KEY` beside the new one. Bots that
            are under way go on, and what is sealed under the old key is sealed anew within minutes; when the longest meeting
            is over, the old value can go. Where several replicas run, first give all of them the new value as the former one, so
            that each understands what the others make while they are restarted one by one with the two exchanged.

            ## Which runtime, and simulation

            | Setting | Default | Why |
            | --- | --- | --- |
            | `rollcall.runtime` | `process` | Where bots run: `process` (on this machine), `kubernetes`, `docker`, `nomad`, `external` (another bot service) or `none` (accepts and does nothing, for the benchmark); see [runtimes.md](runtimes.md). |
            | `rollcall.simulation.enabled` | `false` | Whether POST /bots takes `simulate` for the reference bot. On in development and tests. |
            | `rollcall.commands.republish-every` | `2s` | How soon a command that nobody heard is published again. |

            ## Traces

            Quarkus' own settings, of which these are set here; see [operations.md](operations.md#traces).

            | Setting | Default | Why |
            | --- | --- | --- |
            | `quarkus.otel.sdk.disabled` | `true` | `false` switches OpenTelemetry traces on; until then nothing is measured and nothing connects. |
            | `quarkus.otel.exporter.otlp.endpoint` | `http://localhost:4317` | The collector. |
            | `quarkus.otel.traces.suppress-application-uris` | `health` | Addresses that make no trace. |
            """;

    @Test
    void the_page_lists_every_setting_as_it_is() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("configuration.docs"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md is stale; write it again: "
                        + "./mvnw test -Dtest=ConfigurationDocumentTest -Dconfiguration.docs=write")
                .isEqualTo(page);
    }

    private static String page() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(ConfigurationDocumentTest::read)
                    .filter(source -> MAPPING.matcher(source).find())
                    .toList();
            return INTRODUCTION
                    + sources.stream().map(ConfigurationDocumentTest::section).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String section(String source) {
        Matcher mapping = MAPPING.matcher(source);
        assertThat(mapping.find()).isTrue();
        Matcher subject = SUBJECT.matcher(source);
        assertThat(subject.find()).as("what %s is for", mapping.group(1)).isTrue();
        String prefix = mapping.group(1);
        String rows = KEY.matcher(source.substring(mapping.end()))
                .results()
                .map(key -> row(prefix, key))
                .collect(Collectors.joining("\n"));
        return """

                ## `%s`

                %s

                | Setting | Default | Why |
                | --- | --- | --- |
                %s
                """.formatted(prefix, plain(subject.group(1)), rows);
    }

    private static String row(String prefix, MatchResult key) {
        String name = annotation(key.group(2), "WithName");
        String type = key.group(3);
        String setting =
                prefix + '.' + (name == null ? kebab(key.group(4)) : name) + (type.startsWith("Map") ? ".*" : "");
        String value = annotation(key.group(2), "WithDefault");
        return "| `%s` | %s | %s |".formatted(setting, value == null ? "" : '`' + value + '`', plain(key.group(1)));
    }

    private static String annotation(String annotations, String name) {
        Matcher value = Pattern.compile("@" + name + "\\(\"([^\"]*)\"\\)").matcher(annotations);
        return value.find() ? value.group(1) : null;
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\s*\\n\\s*\\*?\\s*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replace("|", "\\|")
                .strip();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
