package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rollcall.platform.Masking;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A record prints all that it holds unless it says otherwise, and sooner or later somebody logs one. Each of ours is made
 * with a secret in every component that has the name of one, and must not print it.
 */
class SecretsInTextTest {

    private static final String SECRET = "S3cr3tS3cr3t";

    private static final Pattern NAME_OF_A_SECRET = Pattern.compile(
            ".*(token|secret|passcode|password|pwd)|key|.*apikey|secretkey|environment|body", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME_OF_A_LINK = Pattern.compile(".*(url|uri|link)", Pattern.CASE_INSENSITIVE);

    /** The pictures of users and bots are public addresses. */
    private static final Set<String> PUBLIC = Set.of("imageUrl", "defaultAvatarUrl");

    private static final List<JavaClass> OURS = List.copyOf(new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.rollcall"));

    @TestFactory
    Stream<DynamicTest> a_record_prints_no_secret() {
        return OURS.stream()
                .filter(JavaClass::isRecord)
                .map(JavaClass::reflect)
                .filter(SecretsInTextTest::mayHoldSecrets)
                .map(type -> DynamicTest.dynamicTest(
                        type.getName(), () -> assertThat(made(type).toString()).doesNotContain(SECRET)));
    }

    /** A class that is no record prints nothing of itself, except where it says so: those were looked at. */
    @Test
    void no_other_class_tells_what_it_holds() {
        assertThat(OURS.stream()
                        .filter(type -> !type.isRecord() && !type.isEnum())
                        .filter(type -> type.tryGetMethod("toString").isPresent())
                        .map(JavaClass::getName))
                .containsExactlyInAnyOrder(Masking.class.getName());
    }

    private static boolean mayHoldSecrets(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> isSecret(component.getName())
                        || isLink(component.getName())
                        || component.getType().isRecord());
    }

    private static boolean isSecret(String name) {
        return NAME_OF_A_SECRET.matcher(name).matches();
    }

    private static boolean isLink(String name) {
        return NAME_OF_A_LINK.matcher(name).matches() && !PUBLIC.contains(name);
    }

    /** With the first constant of every enum, or with the last where a record takes only some: terminal statuses, say. */
    private static Object made(Class<?> type) throws ReflectiveOperationException {
        try {
            return made(type, constants -> constants[0]);
        } catch (InvocationTargetException refused) {
            return made(type, constants -> constants[constants.length - 1]);
        }
    }

    private static Object made(Class<?> type, Function<Object[], Object> choice) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = types[i].isEnum()
                    ? choice.apply(types[i].getEnumConstants())
                    : value(components[i].getName(), types[i], components[i].getGenericType());
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static String text(String name) {
        if (isSecret(name)) {
            return SECRET;
        }
        return isLink(name) ? "https://user:" + SECRET + "@zoom.us/j/1?pwd=" + SECRET + "&token=" + SECRET : "plain";
    }

    /** Something of this type that holds a secret where its name says so; null for what has nothing to hold. */
    private static Object value(String name, Class<?> type, Type generic) throws ReflectiveOperationException {
        if (type == String.class || type == Object.class || type == CharSequence.class) {
            return text(name);
        }
        if (type == Optional.class) {
            return Optional.ofNullable(value(name, argument(generic), argument(generic)));
        }
        if (type == List.class || type == Collection.class) {
            Object item = value(name, argument(generic), argument(generic));
            return item == null ? List.of() : List.of(item);
        }
        if (type == Map.class) {
            return Map.of("passcode", text(name));
        }
        if (type == JsonNode.class) {
            return JsonNodeFactory.instance.objectNode().put("passcode", text(name));
        }
        if (type == JsonObject.class) {
            return new JsonObject().put("passcode", text(name));
        }
        if (type == URI.class) {
            return URI.create(text(name));
        }
        if (type.isRecord()) {
            return made(type);
        }
        return plain(type);
    }

    private static Object plain(Class<?> type) {
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        Map<Class<?>, Object> values = Map.of(
                UUID.class,
                new UUID(1, 2),
                Instant.class,
                Instant.EPOCH,
                Duration.class,
                Duration.ofSeconds(1),
                Integer.class,
                1,
                Long.class,
                1L,
                Boolean.class,
                true,
                OptionalInt.class,
                OptionalInt.empty(),
                OptionalLong.class,
                OptionalLong.empty(),
                Set.class,
                Set.of());
        return values.get(type);
    }

    private static Class<?> argument(Type generic) {
        Type argument = generic instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : generic;
        return argument instanceof Class<?> type ? type : Object.class;
    }
}
