package dev.rollcall.platform;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Says in /q/openapi that every answer other than success is a problem, and what one looks like. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ProblemsInOpenApi implements OASFilter {

    private static final String SCHEMA = "Problem";

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "400", "The body is missing or not JSON",
            "401", "The key is missing or unknown",
            "403", "The key may not do that");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents().addSchema(SCHEMA, problem());
        document.getPaths().getPathItems().values().stream()
                .map(PathItem::getOperations)
                .flatMap(operations -> operations.values().stream())
                .forEach(ProblemsInOpenApi::describe);
    }

    private static void describe(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("4")) {
                describe(status, response);
            }
        });
        operation.getResponses().addAPIResponse("default", response("Anything else that went wrong"));
    }

    private static void describe(String status, APIResponse response) {
        response.setContent(content());
        if (DESCRIPTIONS.containsKey(status)) {
            response.setDescription(DESCRIPTIONS.get(status));
        }
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description).content(content());
    }

    private static Content content() {
        Schema reference = OASFactory.createSchema().ref(SCHEMA);
        return OASFactory.createContent()
                .addMediaType(
                        ProblemJson.MEDIA_TYPE, OASFactory.createMediaType().schema(reference));
    }

    private static Schema problem() {
        return object("RFC 9457; further members depend on the problem, such as meeting_id or error_id")
                .addProperty("type", of(Schema.SchemaType.STRING, "about:blank"))
                .addProperty("title", of(Schema.SchemaType.STRING, "Unprocessable Entity"))
                .addProperty("status", of(Schema.SchemaType.INTEGER, 422))
                .addProperty("detail", of(Schema.SchemaType.STRING, "limit must be a whole number from 1 to 100."))
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(object("One wrong field")
                                        .addProperty("field", of(Schema.SchemaType.STRING, "limit"))
                                        .addProperty(
                                                "message",
                                                of(
                                                        Schema.SchemaType.STRING,
                                                        "limit must be a whole number from 1 to 100."))));
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT).description(description);
    }

    private static Schema of(Schema.SchemaType type, Object example) {
        return OASFactory.createSchema().addType(type).examples(List.of(example));
    }
}
