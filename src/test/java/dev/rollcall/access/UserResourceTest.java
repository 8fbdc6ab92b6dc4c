package dev.rollcall.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UserResourceTest {

    private static final String UTC = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

    private final String email = "user-" + UUID.randomUUID() + "@example.org";

    @Test
    void aNewUserIs201AndComplete() {
        String body = """
                {"email": "%s", "name": "Ada 🎉", "image_url": "https://example.org/a.png",
                 "max_concurrent_bots": 3, "data": {"team": "blue", "nested": {"n": [1, 2.5, null]}}}
                """.formatted(email);
        create(body)
                .statusCode(201)
                .body("email", equalTo(email))
                .body("name", equalTo("Ada 🎉"))
                .body("image_url", equalTo("https://example.org/a.png"))
                .body("max_concurrent_bots", equalTo(3))
                .body("data.nested.n", contains(1, 2.5f, null))
                .body("created_at", matchesPattern(UTC))
                .body("updated_at", matchesPattern(UTC));
    }

    @Test
    void whatWasStoredIsWhatWasAnswered() {
        ValidatableResponse created = create("{\"email\": \"%s\", \"data\": {\"a\": {\"b\": 1}}}".formatted(email));
        Map<String, Object> first = created.statusCode(201).extract().jsonPath().getMap("");
        Map<String, Object> later =
                admin().get("/admin/users/email/" + email).jsonPath().getMap("");
        assertThat(later).isEqualTo(first);
    }

    @Test
    void aKnownEmailIs200WithTheExistingUserInWhateverCase() {
        int id = created();
        create("{\"email\": \"%s\", \"name\": \"Other\"}".formatted(email.toUpperCase()))
                .statusCode(200)
                .body("id", equalTo(id))
                .body("email", equalTo(email))
                .body("name", nullValue());
    }

    @Test
    void manyAtOnceCreateOneUser() throws Exception {
        String body = "{\"email\": \"%s\"}".formatted(email);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        Callable<Integer> call = () -> create(body).extract().statusCode();
        List<Future<Integer>> answers =
                threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> call).toList());
        threads.shutdown();
        List<Integer> statuses = new java.util.ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"max_concurrent_bots\": null"})
    void withoutALimitTheDefaultHolds(String limit) {
        create("{\"email\": \"" + email + "\"" + limit + "}").statusCode(201).body("max_concurrent_bots", equalTo(1));
    }

    @Test
    void aLimitOf0IsKept() {
        create("{\"email\": \"%s\", \"max_concurrent_bots\": 0}".formatted(email))
                .statusCode(201)
                .body("max_concurrent_bots", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "\"nobody\"",
                "\"a@b\"",
                "\"@example.org\"",
                "\"a b@example.org\"",
                "\"a@exa mple.org\"",
                "\"a@b@example.org\"",
                "\"a\\u0000@example.org\"",
                "\"a\\n@example.org\"",
                "\"a@example..org\""
            })
    void aBadEmailIs422(String bad) {
        create("{\"email\": " + bad + "}").statusCode(422).body("errors.field", contains("email"));
    }

    @Test
    void aLongEmailIs422() {
        create("{\"email\": \"a@%s.org\"}".formatted("x.".repeat(130) + "x"))
                .statusCode(422)
                .body("errors.field", contains("email"));
    }

    @Test
    void allFieldErrorsComeAtOnce() {
        String body =
                "{\"email\": \"bad\", \"name\": \"%s\", \"image_url\": \"a\\u0007b\", \"max_concurrent_bots\": -1}"
                        .formatted("x".repeat(101));
        create(body)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.field", containsInAnyOrder("email", "name", "image_url", "max_concurrent_bots"));
    }

    @Test
    void dataThatPostgresCannotStoreIs422() {
        create("{\"email\": \"%s\", \"data\": {\"a\": \"\\u0000\"}}".formatted(email))
                .statusCode(422);
    }

    @Test
    void aLargeBodyIsTakenToo() {
        String text = "x".repeat(500_000);
        create("{\"email\": \"%s\", \"data\": {\"text\": \"%s\"}}".formatted(email, text))
                .statusCode(201)
                .body("data.text", equalTo(text));
    }

    @Test
    void aSecretInDataNeverComesOut() {
        create("{\"email\": \"%s\", \"data\": {\"webhook_secret\": \"s\", \"webhook_url\": \"u\"}}".formatted(email))
                .statusCode(201)
                .body("data", equalTo(Map.of("webhook_url", "u")));
    }

    @Test
    void theListIsPagedById() {
        int first = created();
        int second =
                create("{\"email\": \"second-%s\"}".formatted(email)).extract().path("id");
        List<Integer> all = admin().get("/admin/users?limit=1000").jsonPath().getList("id");
        assertThat(all).isSorted().contains(first, second);
        List<Integer> page = admin().get("/admin/users?skip=" + all.indexOf(first) + "&limit=1")
                .jsonPath()
                .getList("id");
        assertThat(page).containsExactly(first);
    }

    @Test
    void aPageThatIsNoNumberIs422WithBothNamed() {
        admin().get("/admin/users?skip=-1&limit=x")
                .then()
                .statusCode(422)
                .body("errors.field", contains("skip", "limit"));
    }

    @Test
    void anUnknownUserIs404Everywhere() {
        admin().get("/admin/users/999999999").then().statusCode(404).body("detail", equalTo("User not found"));
        admin().get("/admin/users/email/no@example.org")
                .then()
                .statusCode(404)
                .body("detail", equalTo("User not found"));
        admin().contentType(ContentType.JSON)
                .body("{}")
                .patch("/admin/users/999999999")
                .then()
                .statusCode(404)
                .body("detail", equalTo("User not found"));
        admin().noContentType()
                .post("/admin/users/999999999/tokens")
                .then()
                .statusCode(404)
                .body("detail", equalTo("User not found"));
        admin().get("/admin/users/abc").then().statusCode(404);
    }

    @Test
    void aUserIsFoundByEmailInAnyCase() {
        int id = created();
        admin().get("/admin/users/email/" + email.toUpperCase())
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
    }

    @Test
    void aChangeLeavesAloneWhatItDoesNotName() {
        int id = create("{\"email\": \"%s\", \"name\": \"Ada\", \"max_concurrent_bots\": 7}".formatted(email))
                .extract()
                .path("id");
        patch(id, "{\"image_url\": \"https://example.org/b.png\"}")
                .statusCode(200)
                .body("name", equalTo("Ada"))
                .body("max_concurrent_bots", equalTo(7))
                .body("image_url", equalTo("https://example.org/b.png"));
    }

    @RepeatedTest(10)
    void changesOfDifferentFieldsAtOnceAllHold() throws Exception {
        int user = created();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Callable<Integer>> changes = Stream.of("name", "image_url", "external_id")
                .<Callable<Integer>>map(field -> () -> patch(user, "{\"%s\": \"%s\"}".formatted(field, field + email))
                        .extract()
                        .statusCode())
                .toList();

        List<Future<Integer>> answers = threads.invokeAll(changes);

        threads.shutdown();
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        admin().get("/admin/users/" + user)
                .then()
                .body("name", equalTo("name" + email))
                .body("image_url", equalTo("image_url" + email))
                .body("external_id", equalTo("external_id" + email));
    }

    @Test
    void aLimitOfNullIsNoLimit() {
        int id = created();
        patch(id, "{\"max_concurrent_bots\": null}").statusCode(200).body("max_concurrent_bots", nullValue());
        admin().get("/admin/users/" + id).then().body("max_concurrent_bots", nullValue());
    }

    @Test
    void aChangeReplacesDataAsAWhole() {
        int id = create("{\"email\": \"%s\", \"data\": {\"a\": 1, \"b\": 2}}".formatted(email))
                .extract()
                .path("id");
        patch(id, "{\"data\": {\"c\": 3}}").statusCode(200).body("data", equalTo(Map.of("c", 3)));
        admin().get("/admin/users/" + id).then().body("data", equalTo(Map.of("c", 3)));
    }

    @Test
    void aChangeMovesUpdatedAt() {
        Instant before = Instant.parse(
                create("{\"email\": \"%s\"}".formatted(email)).extract().path("updated_at"));
        int id = admin().get("/admin/users/email/" + email).path("id");
        Instant after = Instant.parse(patch(id, "{\"name\": \"New\"}").extract().path("updated_at"));
        assertThat(after).isAfter(before);
    }

    @Test
    void theEmailStaysAsItIs() {
        int id = created();
        patch(id, "{\"email\": \"other@example.org\"}")
                .statusCode(400)
                .body("detail", equalTo("Cannot change user email via this endpoint."));
        patch(id, "{\"email\": \"%s\", \"name\": \"Ada\"}".formatted(email)).statusCode(200);
    }

    @Test
    void allThatIsWrongInAChangeComesAtOnce() {
        int id = created();
        patch(id, "{\"name\": 5, \"image_url\": [], \"max_concurrent_bots\": 1.5, \"data\": [], \"email\": {}}")
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("name", "image_url", "max_concurrent_bots", "data", "email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999999999", "\"3\"", "true", "1e99"})
    void aBadLimitInAChangeIs422(String limit) {
        patch(created(), "{\"max_concurrent_bots\": " + limit + "}")
                .statusCode(422)
                .body("errors.field", contains("max_concurrent_bots"));
    }

    @Test
    void aKeyIsShownOnceAndMaskedLater() {
        int id = created();
        ValidatableResponse made = admin().noContentType()
                .post("/admin/users/" + id + "/tokens?scope=bot&name=laptop&expires_in=3600")
                .then()
                .statusCode(201)
                .body("user_id", equalTo(id))
                .body("token", matchesPattern("vxa_bot_[A-Za-z0-9]{32}"))
                .body("scopes", contains("bot"))
                .body("name", equalTo("laptop"))
                .body("last_used_at", nullValue());
        Instant createdAt = Instant.parse(made.extract().path("created_at"));
        Instant expiresAt = Instant.parse(made.extract().path("expires_at"));
        assertThat(Duration.between(createdAt, expiresAt)).isEqualTo(Duration.ofHours(1));
        admin().get("/admin/users/" + id)
                .then()
                .statusCode(200)
                .body("api_tokens", hasSize(1))
                .body("api_tokens[0].id", equalTo(made.extract().<Integer>path("id")))
                .body("api_tokens[0].token", equalTo("********"))
                .body("api_tokens[0].expires_at", equalTo(expiresAt.toString()));
    }

    @Test
    void aKeyMayBeOrderedByJson() {
        admin().contentType(ContentType.JSON)
                .body("{\"scopes\": [\"tx\", \"bot\"], \"name\": \"ci\"}")
                .post("/admin/users/" + created() + "/tokens")
                .then()
                .statusCode(201)
                .body("token", matchesPattern("vxa_tx_[A-Za-z0-9]{32}"))
                .body("scopes", contains("tx", "bot"))
                .body("expires_at", nullValue());
    }

    @Test
    void scopesMayBeOneTextWithCommas() {
        admin().contentType(ContentType.JSON)
                .body("{\"scopes\": \"tx,bot\"}")
                .post("/admin/users/" + created() + "/tokens")
                .then()
                .statusCode(201)
                .body("scopes", contains("tx", "bot"));
    }

    @Test
    void anUnknownScopeIs422() {
        admin().noContentType()
                .post("/admin/users/" + created() + "/tokens?scope=root")
                .then()
                .statusCode(422)
                .body("errors.field", contains("scope"));
    }

    @Test
    void aKeyThatIsTakenBackIsGone() {
        int user = created();
        int token =
                admin().noContentType().post("/admin/users/" + user + "/tokens").path("id");
        admin().delete("/admin/tokens/" + token).then().statusCode(204);
        admin().delete("/admin/tokens/" + token)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("Token not found"));
        admin().get("/admin/users/" + user).then().body("api_tokens", hasSize(0));
    }

    private int created() {
        return create("{\"email\": \"%s\"}".formatted(email)).extract().path("id");
    }

    private static ValidatableResponse create(String body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .post("/admin/users")
                .then();
    }

    private static ValidatableResponse patch(int id, String body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .patch("/admin/users/" + id)
                .then();
    }

    private static RequestSpecification admin() {
        return given().header("X-Admin-API-Key", "admin");
    }
}
