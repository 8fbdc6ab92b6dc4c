package dev.rollcall;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/**
 * Every type of ours that Jackson reads or writes, found from the API inwards: what resources take and answer, what they
 * say that they answer where the signature hides it, and whatever those are made of.
 */
final class JsonTypes {

    private final Set<Class<?>> found = new LinkedHashSet<>();

    private JsonTypes() {}

    static Set<Class<?>> of(JavaClasses ours) {
        JsonTypes types = new JsonTypes();
        resources(ours).flatMap(JsonTypes::endpoints).forEach(types::addEndpoint);
        return types.found;
    }

    static Stream<Class<?>> resources(JavaClasses ours) {
        return ours.stream().filter(type -> type.isAnnotatedWith(Path.class)).map(JavaClass::reflect);
    }

    /** What clients can call: it has a method of HTTP. */
    static Stream<Method> endpoints(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .filter(method -> Arrays.stream(method.getAnnotations())
                        .anyMatch(one -> one.annotationType().isAnnotationPresent(HttpMethod.class)));
    }

    /** Its answer is made by hand, so that the signature does not name its type. */
    static boolean hidesItsAnswer(Method endpoint) {
        String answer = endpoint.getGenericReturnType().getTypeName();
        return Stream.of("byte[]", "java.lang.Object", "jakarta.ws.rs.core.Response", "java.util.Map", "JsonObject")
                .anyMatch(answer::contains);
    }

    private void addEndpoint(Method endpoint) {
        add(endpoint.getGenericReturnType());
        Arrays.stream(endpoint.getParameters())
                .filter(parameter -> !parameter.isAnnotationPresent(BeanParam.class)) // the fields of a form
                .forEach(parameter -> add(parameter.getParameterizedType()));
        APIResponseSchema[] schemas = endpoint.getAnnotationsByType(APIResponseSchema.class);
        Arrays.stream(schemas).map(APIResponseSchema::value).forEach(this::add);
    }

    private void add(Type type) {
        if (type instanceof ParameterizedType generic) {
            add(generic.getRawType());
            Arrays.stream(generic.getActualTypeArguments()).forEach(this::add);
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(this::add);
        } else if (type instanceof Class<?> plain) {
            addClass(plain.isArray() ? plain.getComponentType() : plain);
        }
    }

    private void addClass(Class<?> type) {
        if (!type.getName().startsWith("dev.rollcall.") || !found.add(type)) {
            return;
        }
        if (type.isRecord()) {
            Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class))
                    .map(RecordComponent::getGenericType)
                    .forEach(this::add);
        } else if (!type.isEnum()) {
            Arrays.stream(type.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .map(Field::getGenericType)
                    .forEach(this::add);
        }
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(this::add);
        }
    }

    /** Names of those that a native image would know nothing of. */
    static Set<String> unregistered(Set<Class<?>> types) {
        return types.stream()
                .filter(Predicate.not(JsonTypes::isRegistered))
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Itself, or as a part of what it is nested in. */
    private static boolean isRegistered(Class<?> type) {
        for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
            RegisterForReflection registered = around.getAnnotation(RegisterForReflection.class);
            if (registered != null
                    && registered.targets().length == 0
                    && (around == type || !registered.ignoreNested())) {
                return true;
            }
        }
        return false;
    }
}
