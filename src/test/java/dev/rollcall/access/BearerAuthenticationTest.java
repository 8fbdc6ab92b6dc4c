package dev.rollcall.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Jwt;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of another login open the polling face, for the user whom they name, and nothing else. */
@QuarkusTest
class BearerAuthenticationTest {

    private static final String FACE = "/api/v1/meet/status/bot_unknown";

    private User user;
    private String externalId;

    @BeforeEach
    void aUserOfAnotherLogin() {
        user = User.withLimit(1);
        externalId = "user_" + UUID.randomUUID();
        change("{\"external_id\": \"%s\"}".formatted(externalId)).statusCode(200);
    }

    private ValidatableResponse change(String body) {
        return User.admin().body(body).patch("/admin/users/" + user.id()).then();
    }

    private static ValidatableResponse ask(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    @Test
    void a_token_opens_the_polling_face() {
        ask(FACE, Jwt.of(externalId).signed()).statusCode(404).body("detail", equalTo("Bot not found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings", "/events", "/user/slots", "/bots/test/caller"})
    void a_token_opens_nothing_else(String path) {
        ask(path, Jwt.of(externalId).signed()).statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/../../bots/status", "/api/v1/../../admin/users", "/api/v1/%2e%2e/%2e%2e/meetings"})
    void a_way_round_is_none(String path) {
        int status = given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + Jwt.of(externalId).signed())
                .get(path)
                .statusCode();

        assertThat(status).isIn(401, 403, 404);
    }

    @Test
    void a_token_is_no_admin() {
        ask("/admin/users", Jwt.of("admin").signed()).statusCode(403);
    }

    @Test
    void a_user_whom_nobody_knows_here_is_401() {
        ask(FACE, Jwt.of("user_" + UUID.randomUUID()).signed())
                .statusCode(401)
                .body("detail", equalTo("The bearer token is not valid, or names nobody here."));
    }

    @Test
    void our_own_number_of_a_user_is_no_name() {
        ask(FACE, Jwt.of(String.valueOf(user.id())).signed()).statusCode(401);
    }

    @Test
    void forged_tokens_are_401() {
        Jwt jwt = Jwt.of(externalId);

        ask(FACE, jwt.none()).statusCode(401);
        ask(FACE, jwt.hs256("x".repeat(32).getBytes(StandardCharsets.UTF_8))).statusCode(401);
        ask(FACE, jwt.with("exp", 1).with("iat", 0).signed()).statusCode(401);
        ask(FACE, "x").statusCode(401);
        given().header("Authorization", "Basic " + jwt.signed())
                .get(FACE)
                .then()
                .statusCode(401);
        given().get(FACE).then().statusCode(401);
    }

    @Test
    void a_key_opens_the_face_as_well_and_counts_before_a_token() {
        user.request().get(FACE).then().statusCode(404);
        given().header("X-API-Key", "wrong")
                .header("Authorization", "Bearer " + Jwt.of(externalId).signed())
                .get(FACE)
                .then()
                .statusCode(401);
    }

    @Test
    void a_name_is_shown_taken_back_and_given_to_one_user_alone() {
        User other = User.withLimit(1);

        User.admin()
                .body("{\"external_id\": \"%s\"}".formatted(externalId))
                .patch("/admin/users/" + other.id())
                .then()
                .statusCode(409)
                .body("detail", equalTo("Another user has this external_id."));
        User.admin()
                .contentType(ContentType.JSON)
                .body("{\"email\": \"%s@example.org\", \"external_id\": \"%s\"}"
                        .formatted(UUID.randomUUID(), externalId))
                .post("/admin/users")
                .then()
                .statusCode(409);
        change("{\"name\": \"Ada\"}").body("external_id", equalTo(externalId));
        change("{\"external_id\": null}").body("external_id", nullValue());
        ask(FACE, Jwt.of(externalId).signed()).statusCode(401);
    }

    @Test
    void a_blank_name_is_refused() {
        change("{\"external_id\": \" \"}").statusCode(422);
        change("{\"external_id\": 5}").statusCode(422);
    }
}
