package dev.rollcall.pipeline;

import dev.rollcall.pipeline.AiService.Call;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a chat service for JSON of a schema (POST /chat/completions, response_format json_schema). */
final class Chat {

    static final String WHO = "The analysis service";

    /** Some models put JSON into a fence, whatever they are told. */
    private static final Pattern FENCE = Pattern.compile("^```(?:json)?\\s*(.*?)\\s*```$", Pattern.DOTALL);

    private final AiService service;
    private final AnalysisConfig config;

    Chat(AiService service, AnalysisConfig config) {
        this.service = service;
        this.config = config;
    }

    /**
     * What the schema describes, though nobody has looked whether it is so. Fails with {@link StepTrouble}.
     *
     * @param name of the schema
     */
    Uni<JsonObject> ask(String instruction, String material, String name, JsonObject schema) {
        JsonObject request = new JsonObject()
                .put("model", config.model())
                .put("temperature", 0)
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "system").put("content", instruction))
                                .add(new JsonObject().put("role", "user").put("content", material)))
                .put(
                        "response_format",
                        new JsonObject()
                                .put("type", "json_schema")
                                .put(
                                        "json_schema",
                                        new JsonObject()
                                                .put("name", name)
                                                .put("strict", true)
                                                .put("schema", schema)));
        Buffer body = request.toBuffer();
        Call call = Call.of(
                WHO,
                config.url().orElseThrow(),
                "/chat/completions",
                config.key(),
                "application/json",
                config.timeout());
        return service.post(call, sending -> sending.send(body)).map(Chat::content);
    }

    /** An object whose fields are all required, as strict schemas want it. */
    static JsonObject object(JsonObject properties) {
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", new JsonArray(properties.fieldNames().stream().toList()))
                .put("additionalProperties", false);
    }

    private static JsonObject content(JsonObject answer) {
        try {
            JsonObject message = answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
            if (message.getString("refusal") != null) {
                throw StepTrouble.lasting(WHO + " refuses to work on this meeting.");
            }
            String text = message.getString("content").strip();
            Matcher fence = FENCE.matcher(text);
            return new JsonObject(fence.matches() ? fence.group(1) : text);
        } catch (DecodeException | ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
            throw AiService.malformed(WHO);
        }
    }
}
