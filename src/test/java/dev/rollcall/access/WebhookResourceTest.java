package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.platform.Seal;
import dev.rollcall.platform.SealedColumn;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WebhookResourceTest {

    private static final String SECRET = "whsec_0123456789";
    private static final String COMPLETE = """
            {"webhook_url": "https://example.org/hook", "webhook_secret": "whsec_0123456789",
             "webhook_events": {"meeting.completed": true, "meeting.status_change": false}}
            """;

    @Inject
    @All
    List<SealedColumn> sealedColumns;

    @Inject
    WebhookSettings webhooks;

    @Inject
    Pool pool;

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withLimit(1);
    }

    @Test
    void a_webhook_is_set_and_answered_with_the_user() {
        put(COMPLETE)
                .then()
                .statusCode(200)
                .body("id", equalTo((int) user.id()))
                .body("email", notNullValue())
                .body("max_concurrent_bots", equalTo(1))
                .body("data.webhook_url", equalTo("https://example.org/hook"))
                .body("data.webhook_events", equalTo(Map.of("meeting.completed", true, "meeting.status_change", false)))
                .body("data", not(hasKey("webhook_secret")));
    }

    @Test
    void it_is_shown_with_its_secret_masked() {
        get().then()
                .statusCode(200)
                .body("webhook_url", nullValue())
                .body("webhook_secret", nullValue())
                .body("webhook_events", equalTo(Map.of()))
                .body("updated_at", nullValue());
        put(COMPLETE);
        get().then()
                .statusCode(200)
                .body("webhook_url", equalTo("https://example.org/hook"))
                .body("webhook_secret", equalTo("********"))
                .body("webhook_events.'meeting.completed'", equalTo(true))
                .body("updated_at", notNullValue());
    }

    @Test
    void the_secret_comes_back_for_signing_and_nowhere_else() {
        put(COMPLETE);
        assertThat(webhook().orElseThrow().secret()).isEqualTo(SECRET);
        assertThat(webhook().orElseThrow().toString()).doesNotContain(SECRET);
        String stored = Database.text("select to_jsonb(u)::text from users u where id = $1", user.id());
        assertThat(stored).doesNotContain(SECRET).contains("v1.");
        assertThat(User.admin().get("/admin/users/" + user.id()).asString())
                .doesNotContain(SECRET, "v1.", "webhook_secret");
        assertThat(User.admin().get("/admin/users?limit=1000").asString()).doesNotContain(SECRET, "webhook_secret");
    }

    @Test
    void a_secret_that_was_moved_to_another_user_does_not_open() {
        put(COMPLETE);
        User thief = User.withLimit(1);
        Database.run("""
                update users
                set webhook_url = 'https://thief.example',
                    webhook_secret = (select victim.webhook_secret from users victim where victim.id = $1)
                where id = $2
                """, user.id(), thief.id());
        assertThatThrownBy(() -> webhooks.of(thief.id()).await().atMost(Duration.ofSeconds(10)))
                .isInstanceOf(Seal.BrokenException.class);
    }

    @Test
    void after_a_change_of_the_key_secrets_are_sealed_anew() {
        put(COMPLETE);
        String place = "users/" + user.id() + "/webhook_secret";
        String old = new Seal(new ServerKey("the old key")).seal(SECRET, place);
        Database.run("update users set webhook_secret = $2 where id = $1", user.id(), old);

        SecretRenewal renewal =
                new SecretRenewal(pool, new Seal(new ServerKey("the new key", "the old key")), List.of());
        renewal.renew().await().atMost(Duration.ofSeconds(10));

        String renewed = Database.text("select webhook_secret from users where id = $1", user.id());
        assertThat(new Seal(new ServerKey("the new key")).open(renewed, place)).isEqualTo(SECRET);
    }

    @Test
    void after_a_change_of_the_key_the_credentials_of_standing_bots_are_sealed_anew() {
        long id = Database.number("""
                insert into standing_bots (connector, category, name, base_url, is_active)
                values ('generic', 'sealed', $1, '', false)
                returning id
                """, user.key());
        String place = "standing_bots/" + id + "/credentials";
        String old = new Seal(new ServerKey("the old key")).seal(SECRET, place);
        Database.run("update standing_bots set credentials = $2 where id = $1", id, old);

        new SecretRenewal(pool, new Seal(new ServerKey("the new key", "the old key")), sealedColumns)
                .renew()
                .await()
                .atMost(Duration.ofSeconds(10));

        String renewed = Database.text("select credentials from standing_bots where id = $1", id);
        assertThat(new Seal(new ServerKey("the new key")).open(renewed, place)).isEqualTo(SECRET);
        Database.run("delete from standing_bots where id = $1", id);
    }

    @Test
    void what_is_not_named_stays_as_it_is() {
        put(COMPLETE);
        put("{\"webhook_url\": \"https://example.net/other\"}").then().statusCode(200);
        assertThat(webhook())
                .hasValue(new WebhookSettings.Webhook(
                        "https://example.net/other",
                        SECRET,
                        Map.of("meeting.completed", true, "meeting.status_change", false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null"})
    void an_empty_secret_takes_it_away(String none) {
        put(COMPLETE);
        put("{\"webhook_url\": \"https://example.org/hook\", \"webhook_secret\": %s, \"webhook_events\": null}"
                        .formatted(none))
                .then()
                .statusCode(200);
        assertThat(webhook()).hasValue(new WebhookSettings.Webhook("https://example.org/hook", null, Map.of()));
        get().then().body("webhook_secret", nullValue());
    }

    @Test
    void it_can_be_taken_away_again_and_again() {
        put(COMPLETE);
        user.request().delete("/user/webhook").then().statusCode(204);
        user.request().delete("/user/webhook").then().statusCode(204);
        assertThat(webhook()).isEmpty();
        get().then().body("webhook_url", nullValue()).body("webhook_secret", nullValue());
        assertThat(Database.number(
                        "select count(*) from users where id = $1 and webhook_secret is not null", user.id()))
                .isZero();
    }

    @Test
    void what_older_services_kept_in_data_counts_until_the_first_change() {
        User.admin()
                .body("{\"data\": {\"webhook_url\": \"https://old.example\", \"team\": \"blue\"}}")
                .patch("/admin/users/" + user.id());
        get().then().body("webhook_url", equalTo("https://old.example")).body("webhook_secret", nullValue());
        assertThat(webhook()).hasValue(new WebhookSettings.Webhook("https://old.example", null, Map.of()));
        put(COMPLETE).then().body("data.webhook_url", equalTo("https://example.org/hook"));
        user.request().delete("/user/webhook");
        User.admin().get("/admin/users/" + user.id()).then().body("data", equalTo(Map.of("team", "blue")));
    }

    @Test
    void an_admins_change_of_the_user_leaves_the_webhook_alone() {
        put(COMPLETE);
        User.admin()
                .body("{\"name\": \"Ada\", \"data\": {\"team\": \"blue\"}}")
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200)
                .body("data.team", equalTo("blue"))
                .body("data.webhook_url", equalTo("https://example.org/hook"));
        assertThat(webhook().orElseThrow().secret()).isEqualTo(SECRET);
    }

    @Test
    void a_secret_in_data_is_not_even_stored() {
        User.admin()
                .body("{\"data\": {\"webhook_secret\": \"in clear\", \"a\": 1}}")
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200);
        assertThat(Database.text("select data::text from users where id = $1", user.id()))
                .isEqualTo("{\"a\": 1}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/hook, webhook_url must begin with https://.",
        "https://ada:pw@example.org/, webhook_url must not contain a user name or password.",
        "https://localhost/, 'webhook_url must lead to a public host, not into a private network.'",
        "https://169.254.169.254/, 'webhook_url must lead to a public host, not into a private network.'",
        "nonsense, webhook_url must be an address such as https://example.org/hook."
    })
    void an_address_that_we_do_not_call_is_400(String url, String sentence) {
        put("{\"webhook_url\": \"%s\"}".formatted(url))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo(sentence));
        assertThat(webhook()).isEmpty();
    }

    @Test
    void all_that_is_wrong_is_named_at_once_and_no_secret_repeated() {
        String long513 = "s".repeat(513);
        Response answer = put("{\"webhook_secret\": \"%s\", \"webhook_events\": {\"a\": 1}}".formatted(long513));
        answer.then()
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("webhook_url", "webhook_secret", "webhook_events"));
        assertThat(answer.asString()).doesNotContain(long513);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"all\"", "{\"meeting.completed\": \"yes\"}", "{\"Bad Name\": true}"})
    void events_have_a_form(String events) {
        put("{\"webhook_url\": \"https://example.org\", \"webhook_events\": %s}".formatted(events))
                .then()
                .statusCode(422)
                .body("errors.field", contains("webhook_events"));
    }

    @Test
    void a_secret_of_512_characters_is_kept_whole() {
        String secret = "ü".repeat(512);
        put("{\"webhook_url\": \"https://example.org\", \"webhook_secret\": \"%s\"}".formatted(secret))
                .then()
                .statusCode(200);
        assertThat(webhook().orElseThrow().secret()).isEqualTo(secret);
    }

    private Optional<WebhookSettings.Webhook> webhook() {
        return webhooks.of(user.id()).await().atMost(Duration.ofSeconds(10));
    }

    private Response put(String body) {
        return user.request().body(body).put("/user/webhook");
    }

    private Response get() {
        return user.request().get("/user/webhook");
    }
}
