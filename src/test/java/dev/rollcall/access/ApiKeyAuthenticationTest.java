package dev.rollcall.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ApiKeyAuthenticationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    private int user;

    @BeforeEach
    void aUser() {
        user = admin().contentType(ContentType.JSON)
                .body("{\"email\": \"%s@example.org\", \"max_concurrent_bots\": 4}".formatted(UUID.randomUUID()))
                .post("/admin/users")
                .path("id");
    }

    @Test
    void aKeyTellsWhoCalls() {
        String key = key("");
        ask("/bots/test/caller", key)
                .statusCode(200)
                .body("user_id", equalTo(user))
                .body("max_concurrent_bots", equalTo(4))
                .body("thread", containsString("eventloop"));
    }

    @Test
    void aUserWithoutALimitHasNone() {
        String key = key("");
        admin().contentType(ContentType.JSON)
                .body("{\"max_concurrent_bots\": null}")
                .patch("/admin/users/" + user);
        ask("/bots/test/caller", key).statusCode(200).body("max_concurrent_bots", nullValue());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void aMissingKeyIs401(String key) {
        RequestSpecification request = key == null ? given() : given().header("X-API-Key", key);
        problem(request.get("/bots/test/caller").then(), 401, "Missing API key");
    }

    @Test
    void anUnknownKeyIs401() {
        problem(ask("/bots/test/caller", "vxa_bot_" + "x".repeat(32)), 401, "Invalid API key");
    }

    @Test
    void anOverlongKeyIs401() {
        problem(ask("/bots/test/caller", "x".repeat(256)), 401, "Invalid API key");
    }

    @Test
    void aKeyWithAControlCharacterIs401() {
        problem(ask("/bots/test/caller", "a\tb"), 401, "Invalid API key");
    }

    @Test
    void anExpiredKeyIs401() {
        String key = key("?expires_in=3600");
        sql("update api_tokens set expires_at = now() - interval '1 second' where user_id = $1");
        problem(ask("/bots/test/caller", key), 401, "Invalid API key");
    }

    @Test
    void aKeyThatIsTakenBackIs401() {
        var made = admin().noContentType().post("/admin/users/" + user + "/tokens");
        String key = made.path("token");
        admin().delete("/admin/tokens/" + made.<Integer>path("id"));
        problem(ask("/bots/test/caller", key), 401, "Invalid API key");
    }

    @Test
    void theHashOfAKeyOpensNothing() {
        key("");
        String hash = pool.preparedQuery("select encode(token_hash, 'hex') hash from api_tokens where user_id = $1")
                .execute(Tuple.of((long) user))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString("hash");
        problem(ask("/bots/test/caller", hash), 401, "Invalid API key");
    }

    @ParameterizedTest
    @CsvSource({
        "?scope=bot, /bots/test/caller, 200",
        "?scope=tx, /transcripts/google_meet/abc-defg-hij, 404",
        "'?scopes=bot,tx', /transcripts/google_meet/abc-defg-hij, 404",
        "'', /transcripts/google_meet/abc-defg-hij, 404"
    })
    void aKeyOpensWhatItsScopeCovers(String scope, String path, int status) {
        ask(path, key(scope)).statusCode(status);
    }

    @ParameterizedTest
    @CsvSource({
        "?scope=bot, /transcripts/google_meet/abc-defg-hij",
        "?scope=tx, /bots/test/caller",
        "?scope=browser, /bots/test/caller",
        "?scope=tx, /bots/../bots/test/caller",
        "?scope=tx, /bots;a=b/test/caller",
        "?scope=tx, /%62ots/test/caller",
        "?scope=tx, //bots/test/caller"
    })
    void aScopeThatIsTooSmallIs403(String scope, String path) {
        ValidatableResponse answer = given().urlEncodingEnabled(false)
                .header("X-API-Key", key(scope))
                .get(path)
                .then();
        problem(answer, 403, "Insufficient scope for this endpoint");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Admin", "admin1", "adminadmin"})
    void aWrongOrMissingAdminTokenIs403(String token) {
        RequestSpecification request = token == null ? given() : given().header("X-Admin-API-Key", token);
        problem(request.get("/admin/users").then(), 403, "Invalid or missing admin token.");
    }

    @Test
    void aUsersKeyOpensNoAdminResource() {
        problem(ask("/admin/users", key("")), 403, "Invalid or missing admin token.");
    }

    @Test
    void theAdminTokenIsNoUsersKey() {
        problem(admin().get("/bots/test/caller").then(), 403, "This key may not do that.");
        problem(ask("/bots/test/caller", "admin"), 401, "Invalid API key");
    }

    @Test
    void aUsersKeyCountsWhereBothAreSent() {
        admin().header("X-API-Key", key("")).get("/bots/test/caller").then().statusCode(200);
    }

    @Test
    void aResourceForAllAsksForNoKey() {
        ask("/test/for-all", "not a key at all").statusCode(200);
    }

    @Test
    void theTimeOfUseIsWrittenOnceAMinuteAtMost() {
        String key = key("");
        ask("/bots/test/caller", key).statusCode(200);
        OffsetDateTime first = lastUsed();
        ask("/bots/test/caller", key).statusCode(200);
        assertThat(first).isNotNull();
        assertThat(lastUsed()).isEqualTo(first);
        sql("update api_tokens set last_used_at = last_used_at - interval '61 seconds' where user_id = $1");
        ask("/bots/test/caller", key).statusCode(200);
        assertThat(lastUsed()).isAfterOrEqualTo(first);
    }

    @Test
    void aKeyWorksWhileSomebodyHoldsItsRow() {
        String key = key("");
        int status = pool.withTransaction(connection -> connection
                        .preparedQuery("select 1 from api_tokens where user_id = $1 for update")
                        .execute(Tuple.of((long) user))
                        .chain(() -> statusElsewhere(key)))
                .await()
                .atMost(PATIENCE);
        assertThat(status).isEqualTo(200);
    }

    private static Uni<Integer> statusElsewhere(String key) {
        return Uni.createFrom()
                .item(() -> ask("/bots/test/caller", key).extract().statusCode())
                .runSubscriptionOn(Infrastructure.getDefaultExecutor());
    }

    @Test
    void withoutTheDatabaseAKeyIsNeitherGoodNorBad() throws IOException {
        QuarkusMock.installMockForType(KeyLookupInTroubleTest.withoutDatabase(vertx), KeyLookup.class);
        ask("/bots/test/caller", "demo")
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "2")
                .body("detail", equalTo("The database cannot be reached at the moment; please try again."));
    }

    private String key(String query) {
        return admin().noContentType()
                .post("/admin/users/" + user + "/tokens" + query)
                .path("token");
    }

    private OffsetDateTime lastUsed() {
        return pool.preparedQuery("select last_used_at from api_tokens where user_id = $1")
                .execute(Tuple.of((long) user))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getOffsetDateTime("last_used_at");
    }

    private void sql(String statement) {
        pool.preparedQuery(statement).execute(Tuple.of((long) user)).await().atMost(PATIENCE);
    }

    private static ValidatableResponse ask(String path, String key) {
        return given().header("X-API-Key", key).get(path).then();
    }

    private static void problem(ValidatableResponse answer, int status, String detail) {
        answer.statusCode(status).contentType("application/problem+json").body("detail", equalTo(detail));
    }

    private static RequestSpecification admin() {
        return given().header("X-Admin-API-Key", "admin");
    }
}
