package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.Session;
import dev.rollcall.platform.Seal;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In, out, and how long a session opens anything. */
@QuarkusTest
class LoginTest {

    @Test
    void a_users_key_leads_to_the_meetings() {
        Response answer = Browser.logIn(User.withLimit(1).key());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/ui/meetings");
    }

    @Test
    void the_admin_token_leads_to_the_fleet() {
        Response answer = Browser.logIn("admin");

        assertThat(answer.header("Location")).isEqualTo("/ui/fleet");
    }

    @Test
    void the_cookie_is_kept_from_scripts_and_other_sites_and_ends_after_twelve_hours() {
        Cookie cookie = Browser.logIn(User.withLimit(1).key()).detailedCookie(Browser.COOKIE);

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getMaxAge()).isBetween(43_195L, 43_200L);
        assertThat(cookie.isSecured()).isFalse();
    }

    @Test
    void the_cookie_holds_no_key() {
        User user = User.withLimit(1);

        String cookie = Browser.of(user).cookie();

        assertThat(opened(cookie)).startsWith("user.").doesNotContain(user.key());
        assertThat(opened(Browser.ofAdmin().cookie())).startsWith("admin.").doesNotEndWith(".admin");
    }

    @Test
    void a_wrong_key_is_told_in_one_sentence_on_the_same_page() {
        Response answer = Browser.logIn("rc_nobody_has_this");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.cookies()).isEmpty();
        assertThat(Jsoup.parse(answer.asString()).select("[role=alert]").text())
                .isEqualTo("This key is not known here, or it has expired.");
        assertThat(answer.asString()).doesNotContain("rc_nobody_has_this");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\u0000", "<script>alert(1)</script>"})
    void what_cannot_be_a_key_is_refused_as_a_page(String key) {
        Response answer = Browser.logIn(key);

        assertThat(answer.statusCode()).isIn(401, 422);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.asString()).doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @CsvSource({"bot,303", "tx,403", "browser,403"})
    void a_key_needs_full_access_or_the_scope_bot(String scope, int status) {
        User user = User.withLimit(1);
        String key = User.admin()
                .post("/admin/users/" + user.id() + "/tokens?scopes=" + scope)
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        Response answer = Browser.logIn(key);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.asString()).contains("needs full access or the scope bot");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ui/meetings?status=failed,/ui/meetings?status=failed",
        "https://evil.example.org/,/ui/meetings",
        "//evil.example.org/,/ui/meetings",
        "/ui/../../admin,/ui/meetings",
        "/ui\\evil,/ui/meetings",
        "/ui/logout,/ui/logout",
        "/ui/login,/ui/meetings",
    })
    void the_way_back_stays_within_the_dashboard(String next, String expected) {
        String key = User.withLimit(1).key();

        Response answer =
                Browser.nobody().formParam("key", key).formParam("next", next).post("/ui/login");

        assertThat(answer.header("Location")).isEqualTo(expected);
    }

    @Test
    void who_is_not_logged_in_is_led_to_the_login_and_back() {
        Response answer = Browser.nobody().get("/ui/meetings?status=failed");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/ui/login?next=%2Fui%2Fmeetings%3Fstatus%3Dfailed");
    }

    @Test
    void a_part_of_an_open_page_leads_the_whole_page_to_the_login() {
        Response answer = Browser.nobody().header("HX-Request", "true").get("/ui/meetings");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("HX-Redirect")).isEqualTo("/ui/login");
    }

    @Test
    void a_revoked_key_ends_its_session_with_the_next_request() {
        User user = User.withLimit(1);
        Browser browser = Browser.of(user);
        browser.get("/ui/meetings").then().statusCode(200);

        Database.run("delete from api_tokens where user_id = $1", user.id());

        assertThat(browser.get("/ui/meetings").statusCode()).isEqualTo(303);
    }

    @Test
    void a_key_that_has_expired_ends_its_session() {
        User user = User.withLimit(1);
        Browser browser = Browser.of(user);

        Database.run("update api_tokens set expires_at = now() - interval '1 second' where user_id = $1", user.id());

        assertThat(browser.get("/ui/meetings").statusCode()).isEqualTo(303);
    }

    @Test
    void a_key_that_has_lost_its_scope_ends_its_session() {
        User user = User.withLimit(1);
        Browser browser = Browser.of(user);

        Database.run("update api_tokens set scopes = '{tx}' where user_id = $1", user.id());

        assertThat(browser.get("/ui/meetings").statusCode()).isEqualTo(303);
    }

    @Test
    void a_cookie_that_was_changed_opens_nothing() {
        String cookie = Browser.ofAdmin().cookie();
        char last = cookie.charAt(cookie.length() - 3);
        String changed = cookie.substring(0, cookie.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + cookie.substring(cookie.length() - 2);

        Response answer = new Browser(changed).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1..", "v1.00000000.AAAA", "admin", "{}", "v1.x.y.z"})
    void what_is_no_cookie_of_ours_opens_nothing(String cookie) {
        Response answer = new Browser(cookie).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void a_session_whose_time_is_over_opens_nothing() {
        Seal seal = Arc.container().instance(Seal.class).get();
        String[] parts = opened(Browser.ofAdmin().cookie()).split("\\.");
        parts[2] = Long.toString(Instant.now().minus(1, ChronoUnit.SECONDS).getEpochSecond());

        Response answer = new Browser(seal.seal(String.join(".", parts), "cookie/session")).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void a_session_begun_with_another_admin_token_opens_nothing() {
        Seal seal = Arc.container().instance(Seal.class).get();
        String[] parts = opened(Browser.ofAdmin().cookie()).split("\\.");
        parts[3] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        Response answer = new Browser(seal.seal(String.join(".", parts), "cookie/session")).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    /** What was sealed for another place, such as a webhook's secret that a user chose, is no session. */
    @Test
    void what_was_sealed_for_another_place_is_no_session() {
        Seal seal = Arc.container().instance(Seal.class).get();
        String text = opened(Browser.ofAdmin().cookie());

        Response answer = new Browser(seal.seal(text, "users/1/webhook_secret")).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void the_cookie_opens_no_part_of_the_api() {
        Browser admin = Browser.ofAdmin();
        Browser user = Browser.of(User.withLimit(1));

        assertThat(user.get("/meetings").statusCode()).isEqualTo(401);
        assertThat(admin.get("/admin/bots").statusCode()).isEqualTo(403);
    }

    @Test
    void a_key_in_a_header_opens_no_page() {
        User user = User.withLimit(1);

        Response answer = user.request().redirects().follow(false).get("/ui/meetings");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void a_user_may_not_see_the_fleet() {
        Response answer = Browser.of(User.withLimit(1)).get("/ui/fleet");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("text/html");
    }

    @Test
    void a_logout_takes_the_cookie_back() {
        Response answer = Browser.ofAdmin().post("/ui/logout", java.util.Map.of());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/ui/login");
        assertThat(answer.detailedCookie(Browser.COOKIE).getMaxAge()).isZero();
    }

    @Test
    void a_session_does_not_print_what_it_holds() {
        Session session = new Session.OfAdmin("id", "the mark", Instant.EPOCH);

        assertThat(session.toString()).doesNotContain("the mark");
    }

    private static String opened(String cookie) {
        return Arc.container().instance(Seal.class).get().open(cookie, "cookie/session");
    }
}
