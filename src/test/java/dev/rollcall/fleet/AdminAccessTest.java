package dev.rollcall.fleet;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is for admins opens to admins alone, and what is a user's own to that user. */
@QuarkusTest
class AdminAccessTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/bots",
        "DELETE, /admin/bots?confirm=all",
        "DELETE, /admin/bots/1",
        "GET, /admin/drain",
        "PUT, /admin/drain",
        "GET, /admin/slots",
        "GET, /admin/users/1/slots",
        "DELETE, /admin/users/1/bots",
        "GET, /admin/stats/meetings-users",
        "GET, /admin/analytics/users",
        "GET, /admin/analytics/meetings",
        "GET, /admin/analytics/meetings/1/telematics",
        "GET, /admin/analytics/users/1/details",
        "GET, //admin/bots",
        "GET, /admin;a=b/bots",
        "GET, /%61dmin/bots",
    })
    void a_missing_wrong_or_users_key_opens_nothing_of_admins(String method, String path) {
        User user = User.withLimit(1);
        List<RequestSpecification> strangers = List.of(
                given(),
                given().header("X-Admin-API-Key", "wrong"),
                given().header("X-API-Key", user.key()),
                given().header("X-API-Key", user.key()).header("X-Admin-API-Key", "wrong"),
                given().header("X-Admin-API-Key", user.key()));
        assertThat(strangers)
                .extracting(stranger -> stranger.urlEncodingEnabled(false)
                        .contentType("application/json")
                        .body("{\"draining\": false}")
                        .request(method, path)
                        .statusCode())
                .allMatch(status -> status == 401 || status == 403 || status == 404)
                .doesNotContain(200, 202, 204);
    }

    @ParameterizedTest
    @CsvSource({"GET, /admin/bots", "GET, /admin/slots", "GET, /admin/drain", "GET, /admin/stats/meetings-users"})
    void a_users_key_is_403(String method, String path) {
        User.withLimit(1)
                .request()
                .request(method, path)
                .then()
                .statusCode(403)
                .body("detail", equalTo("Invalid or missing admin token."));
    }

    @ParameterizedTest
    @CsvSource({"GET, /user/slots", "GET, /user/webhook", "PUT, /user/webhook", "DELETE, /user/webhook"})
    void a_users_settings_need_the_users_key(String method, String path) {
        given().contentType("application/json")
                .body("{}")
                .request(method, path)
                .then()
                .statusCode(401);
        User.admin().body("{}").request(method, path).then().statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "bot, /user/slots, 200",
        "bot, /user/webhook, 200",
        "tx, /user/slots, 403",
        "tx, /user/webhook, 403",
        "browser, /user/webhook, 403",
        "bot, /bots/status, 200",
        "tx, /bots/status, 403",
        "tx, /meetings, 200",
        "bot, /meetings, 403",
        "browser, /meetings, 403",
    })
    void a_key_opens_what_its_scope_covers(String scope, String path, int status) {
        User user = User.withLimit(1);
        String key = User.admin()
                .post("/admin/users/" + user.id() + "/tokens?scope=" + scope)
                .path("token");
        var answer = given().header("X-API-Key", key).get(path).then().statusCode(status);
        if (status == 403) {
            answer.body("detail", equalTo("Insufficient scope for this endpoint"));
        }
    }

    @Test
    void what_admins_and_users_may_do_is_documented() {
        JsonPath document = given().get("/q/openapi").jsonPath();
        Map<String, Map<String, Object>> paths = document.getMap("paths");
        assertThat(paths.get("/admin/bots").keySet()).contains("get", "delete");
        assertThat(paths.get("/admin/drain").keySet()).contains("get", "put");
        assertThat(paths.get("/user/webhook").keySet()).contains("get", "put", "delete");
        assertThat(paths)
                .containsKeys(
                        "/admin/bots/{meeting_id}",
                        "/admin/users/{id}/bots",
                        "/admin/users/{id}/slots",
                        "/admin/slots",
                        "/admin/stats/meetings-users",
                        "/admin/analytics/users",
                        "/admin/analytics/meetings",
                        "/admin/analytics/meetings/{id}/telematics",
                        "/admin/analytics/users/{id}/details",
                        "/user/slots");
        assertThat(document.getList("paths.'/admin/bots'.get.security").toString())
                .contains("X-Admin-API-Key");
        assertThat(document.getList("paths.'/admin/analytics/users'.get.security"))
                .containsExactly(Map.of("X-Admin-API-Key", List.of()));
        assertThat(document.getList("paths.'/user/slots'.get.security").toString())
                .contains("X-API-Key");
        assertThat(document.getString("components.schemas.WebhookChange.properties.webhook_secret.type"))
                .contains("string");
    }
}
