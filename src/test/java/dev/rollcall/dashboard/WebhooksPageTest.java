package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.User;
import dev.rollcall.webhook.Post;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks on pages: a user's own, and the system's for admins. */
@QuarkusTest
class WebhooksPageTest {

    private static final String PAGE = "/ui/webhooks";
    private static final String SECRET = "geheim-4711-geheim";
    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    private User user;
    private Browser browser;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
        browser = Browser.of(user);
    }

    // Settings
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_webhook_is_set_with_its_events_and_its_secret_is_on_no_page() {
        Response answer =
                set("https://example.org/hook?a=1&b=<2>".replace("<2>", "2"), SECRET, "meeting.started", "bot.failed");

        assertThat(answer.header("Location")).isEqualTo(PAGE + "?said=webhook-saved");
        user.request()
                .get("/user/webhook")
                .then()
                .body("webhook_url", equalTo("https://example.org/hook?a=1&b=2"))
                .body("webhook_secret", equalTo("********"))
                .body("webhook_events", equalTo(Map.of("meeting.started", true, "bot.failed", true)));
        Document page = browser.page(PAGE);
        assertThat(page.select("input#webhook_url").attr("value")).isEqualTo("https://example.org/hook?a=1&b=2");
        assertThat(page.select("input[name=event][checked]").eachAttr("value"))
                .containsExactly("meeting.started", "bot.failed");
        assertThat(page.outerHtml()).doesNotContain(SECRET);
        assertThat(page.select("#hook-state").text()).contains("Working", "signed");
    }

    @Test
    void saving_again_keeps_the_secret_and_what_was_named_as_not_wanted() {
        user.request().body("""
                        {"webhook_url": "https://example.org/a", "webhook_secret": "s", \
                        "webhook_events": {"meeting.completed": false, "own.event": true}}""").put("/user/webhook");

        set("https://example.org/b", "", "own.event");

        user.request()
                .get("/user/webhook")
                .then()
                .body("webhook_url", equalTo("https://example.org/b"))
                .body("webhook_secret", equalTo("********"))
                .body("webhook_events", equalTo(Map.of("meeting.completed", false, "own.event", true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://example.org", "https://127.0.0.1/x", EVIL, "javascript:alert(1)"})
    void an_address_that_we_do_not_call_is_refused_beside_its_field_and_kept(String url) {
        Response answer = set(url, SECRET, "bot.failed");

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#webhook_url-problem").text()).startsWith("The address ");
        assertThat(page.select("input#webhook_url").attr("value")).isEqualTo(url);
        assertThat(page.select("input[name=event][checked]").eachAttr("value")).containsExactly("bot.failed");
        assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
        assertThat(answer.asString()).doesNotContain(SECRET);
        user.request().get("/user/webhook").then().body("webhook_url", nullValue());
    }

    @Test
    void a_secret_is_rotated_and_never_shown() {
        set("https://example.org/hook", "first");

        Response answer = browser.post(PAGE + "/secret", Map.of("new_secret", SECRET, "overlap_hours", "24"));

        assertThat(answer.header("Location")).isEqualTo(PAGE + "?said=secret-changed");
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getValue().contains(SECRET));
        Document page = browser.page(answer.header("Location"));
        assertThat(page.select("#hook-state").text()).contains("The secret before signs, too, until");
        assertThat(page.outerHtml()).doesNotContain(SECRET);
        assertThat(Database.text("select webhook_secret from users where id = $1", user.id()))
                .doesNotContain(SECRET);
    }

    @Test
    void a_wrong_secret_is_refused_and_not_shown_again() {
        set("https://example.org/hook", "first");
        String tooLong = SECRET.repeat(40);

        Response empty = browser.post(PAGE + "/secret", Map.of("overlap_hours", "24"));
        Response wrong = browser.post(PAGE + "/secret", Map.of("new_secret", tooLong, "overlap_hours", "1"));

        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(empty.asString()).select("#new_secret-problem").text())
                .isEqualTo("The secret is required.");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(wrong.asString()).select("#new_secret-problem").text())
                .isEqualTo("The secret must have at most 512 characters.");
        assertThat(wrong.asString()).doesNotContain(SECRET);
    }

    @Test
    void a_webhook_is_taken_away() {
        set("https://example.org/hook", SECRET);

        browser.post(PAGE + "/remove", Map.of());

        user.request().get("/user/webhook").then().body("webhook_url", nullValue());
        assertThat(browser.page(PAGE).select("#hook-state").text()).isEqualTo("Not set");
    }

    // Deliveries
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_test_takes_the_way_of_all_others_and_its_page_tells_what_came_of_it() {
        try (Receiver receiver = Receiver.start();
                Post post = Post.open()) {
            Post.follow(user, receiver.url(), SECRET);

            String path = browser.post(PAGE + "/test", Map.of()).header("Location");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    browser.page(path).select("#delivery").text())
                            .contains("Delivered", "It answered 200"));
            assertThat(receiver.received()).hasSize(1).allMatch(one -> one.isSignedWith(SECRET));
            assertThat(browser.page(path).select("pre").text()).contains("This is a test.", "said 200");
            assertThat(browser.get(path).asString()).doesNotContain(SECRET);
            assertThat(browser.page(PAGE).select("#log").text()).contains("webhook.test", "Delivered", "200");

            String again = browser.post(path + "/redeliver", Map.of()).header("Location");

            assertThat(again).isNotEqualTo(path);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(receiver.received()).hasSize(2));
            assertThat(browser.page(again).select("a#former").attr("href")).isEqualTo(path);
        }
    }

    @Test
    void the_log_is_filtered_and_paged() {
        set("https://example.org/hook", "");
        for (int i = 0; i < 53; i++) {
            delivery("failed", i < 2 ? 7L : null, "bot.failed", "Gone away");
        }
        delivery("delivered", 7L, "meeting.started", null);

        Document failed = browser.page(PAGE + "?status=failed");
        Document second = browser.page(failed.select("#page-next").attr("href"));

        assertThat(failed.select("#log tbody tr")).hasSize(50);
        assertThat(second.select("#log tbody tr")).hasSize(3);
        assertThat(second.select("#page-first").attr("href")).isEqualTo(PAGE + "?status=failed");
        assertThat(failed.select("option[selected]").attr("value")).isEqualTo("failed");
        assertThat(browser.page(PAGE + "?meeting=7").select("#log tbody tr")).hasSize(3);
        assertThat(browser.page(PAGE + "?meeting=8").select("#log .empty").text())
                .contains("No delivery is like that");
        assertThat(browser.get(PAGE + "?status=nonsense").statusCode()).isEqualTo(422);
    }

    @Test
    void what_a_receiver_answered_is_text() {
        set("https://example.org/hook", "");
        long id = delivery("failed", null, EVIL.substring(0, 27), EVIL);
        Database.run("update webhook_deliveries set response = $1 where id = $2", EVIL, id);

        for (Document page : List.of(browser.page(PAGE), browser.page(PAGE + "/deliveries/" + id))) {
            assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
            assertThat(page.text()).contains("<script>alert('x')</script>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void a_paused_webhook_says_why_and_goes_on(String skip) {
        set("https://example.org/hook", "");
        delivery("pending", null, "bot.failed", null);
        Database.run(
                "update webhook_endpoints set paused_at = now(), pause_reason = 'gone' where user_id = $1", user.id());

        String paused = browser.page(PAGE).select("#hook-state").text();
        Response answer = browser.post(PAGE + "/resume", Map.of("skip", skip));

        assertThat(paused).contains("Paused", "It answered 410", "1 waiting");
        assertThat(answer.header("Location"))
                .isEqualTo(PAGE + (skip.equals("true") ? "?said=skipped" : "?said=resumed"));
        assertThat(browser.page(PAGE).select("#hook-state").text())
                .startsWith("Working")
                .contains(skip.equals("true") ? "0 waiting" : "1 waiting");
    }

    // Whose they are
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void the_deliveries_of_another_user_do_not_exist() {
        set("https://example.org/hook", "");
        long id = delivery("failed", null, "bot.failed", null);
        Browser other = Browser.of(User.withLimit(1));

        for (Browser stranger : List.of(other, Browser.ofAdmin())) {
            assertThat(stranger.get(PAGE + "/deliveries/" + id).statusCode()).isEqualTo(404);
            assertThat(stranger.post(PAGE + "/deliveries/" + id + "/redeliver", Map.of())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(stranger.page(PAGE).select("#d-" + id)).isEmpty();
        }
        assertThat(other.post(PAGE + "/test", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void admins_see_the_systems_deliveries_and_have_no_settings() {
        long id = delivery(null, "failed", null, "fleet.breaker_held", "No answer");

        Browser admin = Browser.ofAdmin();
        Document page = admin.page(PAGE);

        assertThat(page.select("h1").text()).isEqualTo("The system's webhook");
        assertThat(page.select("#d-" + id).text()).isEqualTo("fleet.breaker_held");
        assertThat(page.select("#webhook_url, #new_secret")).isEmpty();
        assertThat(admin.page(PAGE + "/deliveries/" + id).select("#delivery").text())
                .contains("No answer");
        assertThat(browser.get(PAGE + "/deliveries/" + id).statusCode()).isEqualTo(404);
        assertThat(admin.post(PAGE, Map.of("webhook_url", "https://example.org"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin.post(PAGE + "/secret", Map.of("new_secret", "x")).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/secret", "/remove", "/test", "/resume", "/deliveries/1/redeliver"})
    void no_form_works_without_its_token(String form) {
        set("https://example.org/hook", "first");

        Response answer = browser.request()
                .formParam("webhook_url", "https://evil.example.org/")
                .formParam("new_secret", "evil")
                .post(PAGE + form);

        assertThat(answer.statusCode()).isEqualTo(403);
        user.request().get("/user/webhook").then().body("webhook_url", equalTo("https://example.org/hook"));
    }

    private Response set(String url, String secret, String... events) {
        return browser.request()
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("_csrf", browser.formToken())
                .formParam("webhook_url", url)
                .formParam("webhook_secret", secret)
                .formParam("event", List.of(events))
                .post(PAGE);
    }

    private long delivery(String state, Long meeting, String type, String error) {
        return delivery(user.id(), state, meeting, type, error);
    }

    private static long delivery(Long userId, String state, Long meeting, String type, String error) {
        return Database.number(
                """
                insert into webhook_deliveries (
                    endpoint_id, user_id, meeting_id, event_id, event_type, payload, state, tries, error)
                select id, user_id, nullif($2::bigint, 0), 'evt_' || gen_random_uuid()::text, $3, '{"data": {}}', $4,
                       1, nullif($5, '')
                from webhook_endpoints
                where user_id is not distinct from nullif($1::bigint, 0) and meeting_id is null
                returning id
                """,
                userId == null ? 0L : userId,
                meeting == null ? 0L : meeting,
                type,
                state,
                error == null ? "" : error);
    }
}
