package dev.rollcall.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The analytics token reads statistics, and opens nothing else, whatever the API has or will have. */
@QuarkusTest
class AnalyticsTokenTest {

    private static final String TOKEN = "for-reading-only";

    private static final Set<String> OPEN = Set.of(
            "GET /admin/analytics/users",
            "GET /admin/analytics/meetings",
            "GET /admin/analytics/meetings/{id}/telematics",
            "GET /admin/analytics/users/{id}/details",
            "GET /admin/stats/meetings-users");

    private static void configured() {
        QuarkusMock.installMockForType(new AdminTokens("admin", () -> Optional.of(TOKEN)), AdminTokens.class);
    }

    private static RequestSpecification reader() {
        return given().header("X-Admin-API-Key", TOKEN).contentType("application/json");
    }

    @Test
    void it_reads_statistics() {
        configured();
        User user = User.withLimit(1);
        long meeting = user.sent();

        for (String path : List.of(
                "/admin/analytics/users",
                "/admin/analytics/meetings",
                "/admin/analytics/meetings/" + meeting + "/telematics",
                "/admin/analytics/users/" + user.id() + "/details",
                "/admin/stats/meetings-users")) {
            reader().get(path).then().statusCode(200);
        }
    }

    @Test
    void it_opens_nothing_else_of_the_whole_api() {
        configured();
        JsonPath document = given().get("/q/openapi").jsonPath();
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
        List<String> guarded = new ArrayList<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            String name = method.toUpperCase() + " " + path;
            if (operation instanceof Map && operation.containsKey("security") && !OPEN.contains(name)) {
                guarded.add(name);
            }
        }));

        assertThat(guarded)
                .hasSizeGreaterThan(50)
                .contains(
                        "POST /admin/users", "GET /admin/users", "GET /admin/bots", "GET /meetings", "PUT /admin/drain")
                .allSatisfy(operation -> {
                    String[] parts = operation.split(" ");
                    String path = parts[1].replaceAll("\\{[^}]*}", "1");
                    assertThat(reader().body("{}").request(parts[0], path).statusCode())
                            .as(operation)
                            .isEqualTo(403);
                });
    }

    @Test
    void who_reads_elsewhere_is_told_why_not() {
        configured();
        reader().get("/admin/bots")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("detail", equalTo("This key may not do that."));
    }

    @Test
    void it_is_no_users_key() {
        configured();
        given().header("X-API-Key", TOKEN)
                .get("/meetings")
                .then()
                .statusCode(401)
                .body("detail", equalTo("Invalid API key"));
    }

    @Test
    void admins_stay_admins() {
        configured();
        User.admin().get("/admin/users").then().statusCode(200);
        User.admin().get("/admin/analytics/users").then().statusCode(200);
    }

    @Test
    void what_is_stored_with_a_user_is_for_admins_alone() {
        configured();
        User user = User.withLimit(1);
        User.admin()
                .body("{\"data\": {\"plan\": \"gold\", \"webhook_secret\": \"s3cret\"}}")
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200);
        String path = "/admin/analytics/users/" + user.id() + "/details";

        User.admin().get(path).then().statusCode(200).body("user.data", equalTo(Map.of("plan", "gold")));
        reader().get(path).then().statusCode(200).body("user.data", anEmptyMap());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "for-reading", "for-reading-only "})
    void a_missing_or_wrong_one_reads_nothing(String token) {
        configured();
        RequestSpecification request = token == null ? given() : given().header("X-Admin-API-Key", token + "x");
        request.get("/admin/analytics/users")
                .then()
                .statusCode(403)
                .body("detail", equalTo("Invalid or missing admin token."));
    }

    @Test
    void by_default_there_is_none() {
        reader().get("/admin/analytics/users")
                .then()
                .statusCode(403)
                .body("detail", equalTo("Invalid or missing admin token."));
    }

    @Test
    void a_users_key_reads_no_statistics() {
        User.withLimit(1).request().get("/admin/analytics/users").then().statusCode(403);
    }

    @Test
    void the_admin_token_cannot_be_the_analytics_token_too() {
        assertThatThrownBy(() -> new AdminTokens("one-for-both", () -> Optional.of("one-for-both")))
                .hasMessage("rollcall.analytics.token is the same as rollcall.admin-token: choose another one.");
    }
}
