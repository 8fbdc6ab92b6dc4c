package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Problem.FieldError;
import dev.rollcall.standing.ConnectionSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator may set, where requests go, and what is read of answers. */
class RacetimeConnectorTest {

    private static final JsonObject CREDENTIALS =
            new JsonObject().put("client_id", "id").put("client_secret", "secret");

    private static Vertx vertx;
    private static RacetimeConnector connector;

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
        connector = new RacetimeConnector(
                new Surroundings(vertx, Clock.systemUTC(), new Random(), Pacing.STANDARD),
                () -> 10,
                new OutboundUrl.Rules(false, false),
                message -> {});
    }

    @AfterAll
    static void end() {
        vertx.close();
    }

    private static List<String> wrong(String category, String baseUrl, JsonObject credentials) {
        FieldErrors errors = new FieldErrors();
        connector.check(new ConnectionSettings(category, "A bot", baseUrl, credentials, new JsonObject()), errors);
        return errors.list().stream().map(FieldError::field).toList();
    }

    @Test
    void good_settings_are_good() {
        assertThat(wrong("alttpr", null, CREDENTIALS)).isEmpty();
        assertThat(wrong("smz3", "https://racetime.gg", CREDENTIALS)).isEmpty();
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        assertThat(wrong(
                        "A Link",
                        "http://racetime.gg",
                        new JsonObject().put("client_id", " ").put("token", "x")))
                .containsExactlyInAnyOrder(
                        "category", "base_url", "credentials.client_id", "credentials.client_secret", "credentials");
        assertThat(wrong(null, "", null))
                .containsExactlyInAnyOrder("category", "credentials.client_id", "credentials.client_secret");
    }

    @ParameterizedTest
    @CsvSource({
        ", racetime.gg, 443, true, /o/token",
        "https://racetime.gg/, racetime.gg, 443, true, /o/token",
        "http://localhost:8000, localhost, 8000, false, /o/token",
        "https://example.org/races/, example.org, 443, true, /races/o/token",
        "http://[::1]:8000, ::1, 8000, false, /o/token",
    })
    void paths_hang_below_the_base_url(String baseUrl, String host, int port, boolean tls, String path) {
        Site site = Site.of(baseUrl);

        assertThat(site.host()).isEqualTo(host);
        assertThat(site.port()).isEqualTo(port);
        assertThat(site.tls()).isEqualTo(tls);
        assertThat(site.at("/o/token")).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/ws", "//evil.example/ws", "@evil.example", "/ws/\r\nHost: evil", ""})
    void a_token_goes_nowhere_but_to_a_path_of_the_server(String told) {
        JsonObject race = new JsonObject().put("name", "alttpr/lucky-1").put("websocket_bot_url", told);

        assertThat(Race.of(race).path()).isEqualTo("/ws/o/bot/lucky-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alttpr/../../o/token", "alttpr/a b", "alttpr/"})
    void what_cannot_be_a_room_is_none(String name) {
        assertThat(Race.of(new JsonObject().put("name", name))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "max-age=60, none, 60",
                "'public, max-age=60, must-revalidate', 20, 40",
                "max-age=60, 100, 0",
                "no-store, none, 0",
                "max-age=x, none, 0",
                "none, none, 0",
            })
    void how_long_an_answer_is_fresh(String cacheControl, String age, int seconds) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (cacheControl != null) {
            headers.add("cache-control", cacheControl);
        }
        if (age != null) {
            headers.add("age", age);
        }

        assertThat(Answer.of(200, headers, "{}").cachedFor()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void an_answer_that_is_no_object_has_no_json() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        assertThat(Answer.of(200, headers, "<html>").json()).isNull();
        assertThat(Answer.of(200, headers, "[1]").json()).isNull();
        assertThat(Answer.of(200, headers, "").json()).isNull();
    }
}
