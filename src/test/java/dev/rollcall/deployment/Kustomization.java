package dev.rollcall.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Builds what is in deployment/, for machines without kustomize. It knows the few things that are used there and refuses
 * everything else; {@link ManifestsTest} compares it with the real one where there is a kubectl.
 */
final class Kustomization {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> KNOWN = Set.of(
            "apiVersion",
            "kind",
            "namespace",
            "labels",
            "resources",
            "components",
            "images",
            "configMapGenerator",
            "secretGenerator",
            "generatorOptions",
            "patches");
    private static final Set<String> WITHOUT_NAMESPACE = Set.of("Namespace");

    private final Path folder;
    private final JsonNode file;
    private final List<ObjectNode> objects = new ArrayList<>();

    private Kustomization(Path folder) {
        this.folder = folder;
        this.file = documents(folder.resolve("kustomization.yaml")).get(0);
        file.fieldNames().forEachRemaining(field -> require(KNOWN.contains(field), "the field " + field));
    }

    /** All objects that {@code kubectl apply -k folder} would send. */
    static List<ObjectNode> build(Path folder) {
        return new Kustomization(folder).build();
    }

    static List<ObjectNode> documents(Path file) {
        try (MappingIterator<ObjectNode> documents =
                YAML.readerFor(ObjectNode.class).readValues(Files.readString(file))) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private List<ObjectNode> build() {
        texts("resources").forEach(this::resource);
        file.path("configMapGenerator").forEach(this::configMap);
        file.path("secretGenerator").forEach(this::secret);
        texts("components").map(folder::resolve).forEach(component -> objects.addAll(build(component)));
        file.path("patches")
                .forEach(patch -> documents(folder.resolve(only(patch, "path"))).forEach(this::patch));
        file.path("images").forEach(this::image);
        file.path("labels")
                .forEach(label -> objects.forEach(
                        object -> object.withObject("/metadata/labels").setAll((ObjectNode) label.path("pairs"))));
        namespace(file.path("namespace").asText());
        return objects;
    }

    private Stream<String> texts(String field) {
        return elements(file.path(field)).map(JsonNode::asText);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String only(JsonNode node, String field) {
        require(node.size() == 1 && node.has(field), node.toString());
        return node.path(field).asText();
    }

    private static void require(boolean known, String what) {
        if (!known) {
            throw new IllegalStateException("Not known to this test's kustomize: " + what);
        }
    }

    private void resource(String name) {
        Path path = folder.resolve(name);
        objects.addAll(Files.isDirectory(path) ? build(path) : documents(path));
    }

    private void configMap(JsonNode generator) {
        ObjectNode map = "merge".equals(generator.path("behavior").asText())
                ? find("ConfigMap", generator.path("name").asText()).orElseThrow()
                : generated("ConfigMap", generator);
        elements(generator.path("files"))
                .map(file -> folder.resolve(file.asText()))
                .forEach(file -> map.withObject("/data").put(file.getFileName().toString(), read(file)));
    }

    private void secret(JsonNode generator) {
        ObjectNode secret = generated("Secret", generator).put("type", "Opaque");
        elements(generator.path("literals"))
                .map(literal -> literal.asText().split("=", 2))
                .forEach(pair -> secret.withObject("/data").put(pair[0], base64(pair[1])));
    }

    private ObjectNode generated(String kind, JsonNode generator) {
        require(file.at("/generatorOptions/disableNameSuffixHash").asBoolean(), "suffixes of names");
        ObjectNode object = YAML.createObjectNode().put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata").put("name", generator.path("name").asText());
        objects.add(object);
        return object;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<ObjectNode> find(String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    private void patch(ObjectNode patch) {
        merge(
                find(patch.path("kind").asText(), patch.at("/metadata/name").asText())
                        .orElseThrow(),
                patch);
    }

    /** A strategic merge, for lists whose elements have names. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            JsonNode there = target.get(field.getKey());
            if (there instanceof ObjectNode object) {
                merge(object, (ObjectNode) field.getValue());
            } else if (there instanceof ArrayNode array) {
                mergeNamed(array, (ArrayNode) field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }

    /** What the patch names stands first, as kubectl has it. */
    private static void mergeNamed(ArrayNode target, ArrayNode patch) {
        List<JsonNode> merged = new ArrayList<>();
        for (JsonNode element : patch) {
            require(element.has("name"), "a list without names: " + patch);
            JsonNode there = elements(target)
                    .filter(other -> other.path("name").equals(element.path("name")))
                    .findFirst()
                    .orElse(YAML.createObjectNode());
            merge((ObjectNode) there, (ObjectNode) element);
            merged.add(there);
        }
        elements(target).filter(other -> !merged.contains(other)).forEach(merged::add);
        target.removeAll().addAll(merged);
    }

    private void image(JsonNode image) {
        String name = image.path("name").asText();
        String whole =
                image.path("newName").asText() + ":" + image.path("newTag").asText();
        for (ObjectNode object : objects) {
            elements(object.at("/spec/template/spec/containers"))
                    .filter(container -> container.path("image").asText().equals(name))
                    .forEach(container -> ((ObjectNode) container).put("image", whole));
        }
    }

    private void namespace(String namespace) {
        if (namespace.isEmpty()) {
            return; // a component is in the namespace of whoever takes it
        }
        objects.stream()
                .filter(object ->
                        !WITHOUT_NAMESPACE.contains(object.path("kind").asText()))
                .forEach(object -> object.withObject("/metadata").put("namespace", namespace));
    }
}
