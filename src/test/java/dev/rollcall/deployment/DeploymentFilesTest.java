package dev.rollcall.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of deployment/ that are not for Kubernetes, and what all of them say of settings. */
class DeploymentFilesTest {

    private static final Path DEPLOYMENT = Path.of("deployment");
    private static final Pattern SETTING = Pattern.compile("\\b(?:ROLLCALL|QUARKUS)(?:_[A-Z0-9]+)+\\b");
    private static final Pattern PROPERTY = Pattern.compile("`((?:rollcall|quarkus)\\.[a-z0-9.-]+[a-z0-9])[`.]");

    private final JsonNode compose =
            Kustomization.documents(DEPLOYMENT.resolve("compose.yaml")).get(0);

    @Test
    void everySettingThatIsNamedExists() {
        String documents = read(Path.of("docs/configuration.md")) + read(Path.of("docs/operations.md"));
        Set<String> documented = matches(SETTING, documents);
        PROPERTY.matcher(documents)
                .results()
                .forEach(property -> documented.add(
                        property.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));

        Set<String> named = files().stream()
                .flatMap(file -> matches(SETTING, read(file)).stream())
                .filter(name -> !name.startsWith("ROLLCALL_BOT_ENV_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).contains("ROLLCALL_RUNTIME", "ROLLCALL_SECRET_KEY").isSubsetOf(documented);
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.walk(DEPLOYMENT)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void composeAsksForEveryVariableThatItsExampleNamesAndForNoOther() throws IOException {
        Properties example = new Properties();
        example.load(Files.newBufferedReader(DEPLOYMENT.resolve("compose.env.example")));

        assertThat(matches(Pattern.compile("\\$\\{(\\w+):\\?}"), compose.toString()))
                .isEqualTo(example.stringPropertyNames());
    }

    @Test
    void composeNamesOnlyNetworksVolumesAndServicesThatItHas() {
        Set<String> networks = names(compose.path("networks"));
        Set<String> services = names(compose.path("services"));

        assertThat(compose.path("services")).isNotEmpty().allSatisfy(service -> {
            assertThat(service.path("networks"))
                    .isNotEmpty()
                    .allSatisfy(network -> assertThat(networks).contains(network.asText()));
            assertThat(services).containsAll(names(service.path("depends_on")));
        });
        assertThat(networks).contains("bots");
        assertThat(compose.at("/networks/bots/name").asText())
                .isEqualTo(compose.at("/services/rollcall/environment/DOCKER_NETWORK")
                        .asText());
    }

    @Test
    void composeKeepsTheDatabaseAwayFromBots() {
        assertThat(compose.at("/services/postgres/networks"))
                .hasSize(1)
                .allSatisfy(network -> assertThat(network.asText()).isEqualTo("inside"));
        assertThat(compose.at("/networks/inside/internal").asBoolean()).isTrue();
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** As the jar is packed; a line that copies nothing would be found out only by a start. */
    @Test
    void theImagesCopyWhatTheBuildMakesAndRunAsNobodySpecial() {
        Collection<String> lines =
                read(DEPLOYMENT.resolve("Dockerfile.jvm")).lines().toList();

        assertThat(lines)
                .filteredOn(line -> line.startsWith("COPY"))
                .allSatisfy(line -> assertThat(line).contains("target/quarkus-app/"));
        assertThat(List.of("Dockerfile.jvm", "Dockerfile.native"))
                .allSatisfy(file -> assertThat(read(DEPLOYMENT.resolve(file)))
                        .contains("\nUSER 10001:10001\n")
                        .contains("\nENTRYPOINT [\""));
    }
}
