package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class OpenApiTest {

    private static final Path DOCUMENT = Path.of("src", "main", "resources", "openapi.json");

    private JsonPath document;

    @BeforeEach
    void read() {
        document = given().get("/q/openapi").then().statusCode(200).extract().jsonPath();
    }

    @Test
    void the_document_is_what_the_code_says() throws IOException {
        String ofTheCode = given().get("/q/openapi-of-the-code?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        if ("write".equals(System.getProperty("openapi.docs"))) {
            Files.writeString(DOCUMENT, ofTheCode + "\n");
        }

        assertThat(new JsonObject(Files.readString(DOCUMENT)))
                .as(DOCUMENT + " is stale; write it again: ./mvnw test -Dtest=OpenApiTest -Dopenapi.docs=write")
                .isEqualTo(new JsonObject(ofTheCode));
    }

    @ParameterizedTest
    @CsvSource({
        "/q/openapi,      application/json",
        "/q/openapi.json, application/json",
        "/q/openapi.yaml, application/yaml",
    })
    void the_document_is_handed_out_as_it_lies_there(String path, String type) throws IOException {
        String body = given().get(path)
                .then()
                .statusCode(200)
                .contentType(type)
                .extract()
                .asString();

        assertThat(body).isEqualTo(Files.readString(DOCUMENT));
    }

    @Test
    void lists_what_users_and_admins_may_call() {
        assertThat(paths().keySet())
                .contains(
                        "/bots",
                        "/bots/status",
                        "/bots/id/{meeting_id}",
                        "/meetings/{platform}/{native_meeting_id}",
                        "/bots/{platform}/{native_meeting_id}",
                        "/bots/{platform}/{native_meeting_id}/config",
                        "/bots/{platform}/{native_meeting_id}/speak",
                        "/bots/{platform}/{native_meeting_id}/chat",
                        "/bots/{platform}/{native_meeting_id}/screen",
                        "/bots/{platform}/{native_meeting_id}/avatar",
                        "/ws/authorize-subscribe",
                        "/meetings",
                        "/meetings/{id}",
                        "/meetings/{id}/explain",
                        "/meetings/{id}/history",
                        "/meetings/{id}/logs",
                        "/admin/users",
                        "/admin/users/{id}",
                        "/admin/users/{id}/tokens",
                        "/admin/tokens/{id}",
                        "/health");
    }

    @Test
    void hides_what_only_bots_call() {
        assertThat(paths().keySet()).noneMatch(path -> path.contains("internal") || path.contains("runtime"));
    }

    @ParameterizedTest
    @CsvSource({"X-API-Key", "X-Admin-API-Key"})
    void describes_the_keys(String header) {
        Map<String, String> scheme = document.getMap("components.securitySchemes.'" + header + "'");
        assertThat(scheme)
                .containsEntry("type", "apiKey")
                .containsEntry("in", "header")
                .containsEntry("name", header)
                .containsKey("description");
    }

    @ParameterizedTest
    @CsvSource({
        "post, /bots, X-API-Key",
        "put, /bots/{platform}/{native_meeting_id}/config, X-API-Key",
        "put, /bots/{platform}/{native_meeting_id}/avatar, X-API-Key",
        "post, /ws/authorize-subscribe, X-API-Key",
        "get, /meetings/{id}, X-API-Key",
        "get, /bots, X-API-Key",
        "get, /bots/id/{meeting_id}, X-API-Key",
        "patch, /meetings/{platform}/{native_meeting_id}, X-API-Key",
        "delete, /meetings/{platform}/{native_meeting_id}, X-API-Key",
        "post, /admin/users, X-Admin-API-Key",
        "delete, /admin/tokens/{id}, X-Admin-API-Key",
        "get, /admin/sweeper, X-Admin-API-Key",
    })
    void an_operation_names_the_key_that_it_needs(String method, String path, String header) {
        List<Map<String, List<String>>> security = document.getList("paths.'" + path + "'." + method + ".security");
        assertThat(security).containsExactly(Map.of(header, List.of()));
    }

    @Test
    void health_needs_no_key() {
        assertThat(document.getList("paths.'/health'.get.security")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "post, /bots, 201, Meeting",
        "get, /bots/status, 200, RunningBots",
        "delete, /bots/{platform}/{native_meeting_id}, 202, Stopped",
        "put, /bots/{platform}/{native_meeting_id}/config, 202, AcceptedCommand",
        "post, /bots, 201, Meeting",
        "get, /bots, 200, BotRows",
        "get, /bots/status, 200, RunningBots",
        "get, /bots/id/{meeting_id}, 200, BotRow",
        "patch, /meetings/{platform}/{native_meeting_id}, 200, Meeting",
        "delete, /meetings/{platform}/{native_meeting_id}, 200, Redacted",
        "post, /bots/{platform}/{native_meeting_id}/speak, 202, AcceptedCommand",
        "get, /bots/{platform}/{native_meeting_id}/chat, 200, Chat",
        "post, /ws/authorize-subscribe, 200, Followable",
        "get, /meetings, 200, Meetings",
        "get, /meetings/{id}, 200, Meeting",
        "get, /meetings/{id}/explain, 200, Explanation",
        "get, /meetings/{id}/history, 200, History",
        "post, /admin/users, 201, UserResponse",
        "post, /admin/users/{id}/tokens, 201, TokenResponse",
    })
    void an_operation_tells_its_status_and_its_answer(String method, String path, String status, String schema) {
        String response = "paths.'" + path + "'." + method + ".responses.'" + status + "'.content.'application/json'";
        assertThat(document.getString(response + ".schema.$ref")).isEqualTo("#/components/schemas/" + schema);
    }

    @Test
    void every_operation_tells_what_it_answers_when_all_goes_well() {
        List<String> silent = new ArrayList<>();
        new JsonObject(paths())
                .forEach(path -> ((JsonObject) path.getValue()).forEach(operation -> {
                    if (operation.getValue() instanceof JsonObject described && !tellsOfSuccess(described)) {
                        silent.add(operation.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(silent).isEmpty();
    }

    /** Who makes something says what: 201 alone is what stands in the document of who says nothing. */
    private static boolean tellsOfSuccess(JsonObject operation) {
        JsonObject responses = operation.getJsonObject("responses");
        return responses.fieldNames().stream()
                .filter(status -> status.startsWith("2") || status.startsWith("3"))
                .anyMatch(status ->
                        !status.equals("201") || responses.getJsonObject(status).containsKey("content"));
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "409", "422", "429", "default"})
    void every_other_answer_is_a_problem(String status) {
        String response = "paths.'/bots'.post.responses.'" + status + "'";
        assertThat(document.getString(response + ".description")).isNotBlank();
        assertThat(document.getString(response + ".content.'application/problem+json'.schema.$ref"))
                .isEqualTo("#/components/schemas/Problem");
    }

    @Test
    void sending_a_bot_takes_an_idempotency_key_and_may_continue_a_meeting() {
        assertThat(document.getList("paths.'/bots'.post.parameters.name", String.class))
                .containsExactly("Idempotency-Key");
        assertThat(document.getMap("components.schemas.BotRequest.properties")).containsKey("continue_meeting");
    }

    @Test
    void an_edit_tells_what_can_be_edited() {
        assertThat(document.getMap("components.schemas.MeetingEdit.properties")).containsOnlyKeys("data");
        assertThat(document.getMap("components.schemas.MeetingData.properties"))
                .containsOnlyKeys("name", "participants", "languages", "notes");
    }

    @Test
    void answers_have_examples_that_could_be_real() {
        assertThat(document.getList("components.schemas.Meeting.properties.native_meeting_id.examples"))
                .containsExactly("abc-defg-hij");
        assertThat(document.getList("components.schemas.Problem.properties.detail.examples"))
                .isNotEmpty();
    }

    private Map<String, Object> paths() {
        return document.getMap("paths");
    }
}
