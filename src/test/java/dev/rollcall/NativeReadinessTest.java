package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.junit.jupiter.api.Test;

/** What a native image needs and can be proven without one. */
class NativeReadinessTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/dev/rollcall/local/"))
            .importPackages("dev.rollcall");

    /** Who turns objects into JSON by hand, and why nothing of it is hidden from {@link JsonTypes}. */
    private static final Set<String> WRITERS = Set.of(
            "BeforeRest", // a map
            "ConditionalRead", // what its endpoints say that they answer, see below
            "IdempotencyKeys", // a Meeting, which POST /bots answers too
            "Draft", // the payload of a command, a map
            "Storable", // trees of maps
            "Engine", // trees
            "LogBook", // a text
            "RunningBotsJson", // a part of RunningBots, which GET /bots/status answers
            "TranscriptWriter", // what its endpoints say that they answer
            "CallbackMessage"); // a text

    /** Its answer is a map of maps. */
    private static final Set<String> ANSWERS_A_MAP = Set.of("HealthResource.health");

    /** What must not be frozen into an image: chance, threads, sockets, addresses, time, and where it was built. */
    private static final Set<String> OF_THE_RUN = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.lang.Thread",
            "java.lang.Thread$Builder",
            "java.lang.ProcessHandle",
            "java.util.concurrent.Executors",
            "java.util.Timer",
            "java.net.InetAddress",
            "java.net.InetSocketAddress",
            "java.net.NetworkInterface",
            "java.net.Socket",
            "java.net.http.HttpClient",
            "java.time.Clock",
            "java.nio.file.Files",
            "org.eclipse.microprofile.config.ConfigProvider");

    private static final Set<String> METHODS_OF_THE_RUN = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Instant.now",
            "java.util.UUID.randomUUID",
            "java.lang.Runtime.availableProcessors",
            "java.lang.Runtime.maxMemory");

    @Test
    void every_type_that_Jackson_sees_is_registered() {
        Set<Class<?>> types = JsonTypes.of(OURS);

        assertThat(types).as("an empty search proves nothing").hasSizeGreaterThan(40);
        assertThat(JsonTypes.unregistered(types)).isEmpty();
    }

    /** Otherwise the search above would not find its type. */
    @Test
    void an_endpoint_that_answers_bytes_says_what_is_in_them() {
        List<String> silent = JsonTypes.resources(OURS)
                .flatMap(JsonTypes::endpoints)
                .filter(JsonTypes::hidesItsAnswer)
                .filter(endpoint -> endpoint.getAnnotationsByType(APIResponseSchema.class).length == 0)
                .map(NativeReadinessTest::name)
                .filter(name -> !ANSWERS_A_MAP.contains(name))
                .toList();

        assertThat(silent).isEmpty();
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    @Test
    void who_writes_json_by_hand_is_known() {
        Set<String> writers = OURS.stream()
                .filter(type -> !type.getPackageName().startsWith("dev.rollcall.bot")) // trees alone, see its Json
                .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(call -> bindsJson(call.getTarget())))
                .map(NativeReadinessTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(writers).containsExactlyInAnyOrderElementsOf(WRITERS);
    }

    private static boolean bindsJson(AccessTarget target) {
        String name = target.getName();
        JavaClass on = target.getOwner();
        return on.isEquivalentTo(ObjectMapper.class)
                        && name.matches(
                                "writeValue.*|readValue.*|valueToTree|treeToValue|convertValue|(writer|reader)For")
                || on.isEquivalentTo(Json.class) && name.matches("encode.*|decode.*")
                || on.isEquivalentTo(JsonObject.class) && name.matches("mapFrom|mapTo");
    }

    /** The one file of others that we hand out by ourselves; which version, the pom says. */
    private static final String HTMX = "META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js";

    /** Quarkus brings its own settings, Flyway's migrations and templates; what else there is has to be asked for. */
    @Test
    void every_resource_is_brought_along() throws IOException {
        Path resources = Path.of("src/main/resources");
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(resources.resolve("application.properties"));
                Stream<Path> files = Files.walk(resources)) {
            settings.load(reader);
            List<String> others = files.filter(Files::isRegularFile)
                    .map(file -> resources.relativize(file).toString())
                    .filter(name -> !name.equals("application.properties")
                            && !name.startsWith("db/migration/")
                            && !name.startsWith("templates/"))
                    .toList();

            assertThat(settings.getProperty("quarkus.native.resources.includes", "")
                            .split(","))
                    .contains(HTMX)
                    .filteredOn(name -> !name.equals(HTMX))
                    .containsExactlyInAnyOrderElementsOf(others);
        }
    }

    /** quarkus#54837: what reads Kubernetes' answers is found by reflection alone. */
    @Test
    void the_reader_of_Kubernetes_answers_is_registered() {
        assertThat(OURS.stream()
                        .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                        .flatMap(type -> Stream.of(type.getAnnotationOfType(RegisterForReflection.class)
                                .classNames())))
                .contains("io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder");
    }

    /** Quarkus runs static initialisers when the image is built: what they make is the same in every process. */
    @Test
    void nothing_of_the_run_is_made_when_the_image_is_built() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : OURS) {
            Optional<JavaStaticInitializer> initializer = type.getStaticInitializer();
            initializer.ifPresent(start -> wrong.addAll(reachedOfTheRun(start)));
        }

        assertThat(wrong).isEmpty();
    }

    /** Through any number of our own methods. */
    private static Set<String> reachedOfTheRun(JavaStaticInitializer start) {
        Set<String> found = new TreeSet<>();
        Set<JavaCodeUnit> seen = new HashSet<>(Set.of(start));
        Deque<JavaCodeUnit> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (JavaAccess<?> call : open.poll().getCallsFromSelf()) {
                String on = call.getTargetOwner().getName();
                if (OF_THE_RUN.contains(on) || METHODS_OF_THE_RUN.contains(on + "." + call.getName())) {
                    found.add(start.getOwner().getName() + " calls " + on + "." + call.getName());
                }
                call.getTarget()
                        .resolveMember()
                        .filter(JavaCodeUnit.class::isInstance)
                        .map(JavaCodeUnit.class::cast)
                        .filter(unit -> unit.getOwner().getPackageName().startsWith("dev.rollcall"))
                        .filter(seen::add)
                        .ifPresent(open::add);
            }
        }
        return found;
    }

    private static String outermost(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1).split("\\$")[0];
    }
}
