package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is done that a page of another site asks for. */
@QuarkusTest
class PageGuardTest {

    @Test
    void a_form_without_its_token_does_nothing() {
        Response answer = Browser.ofAdmin().request().formParam("a", "b").post("/ui/logout");

        assertRefused(answer);
    }

    @Test
    void a_form_with_the_token_of_another_session_does_nothing() {
        User user = User.withLimit(1);
        String token = Browser.of(user).formToken();

        Response answer = Browser.of(user).request().formParam("_csrf", token).post("/ui/logout");

        assertRefused(answer);
    }

    @Test
    void htmx_sends_the_token_as_a_header() {
        Browser browser = Browser.ofAdmin();

        Response answer = browser.request()
                .header("X-CSRF-Token", browser.formToken())
                .formParam("a", "b")
                .post("/ui/logout");

        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void a_form_on_another_site_does_nothing_although_it_knows_the_token(String site) {
        Browser browser = Browser.ofAdmin();

        Response answer = browser.request()
                .header("Sec-Fetch-Site", site)
                .formParam("_csrf", browser.formToken())
                .post("/ui/logout");

        assertRefused(answer);
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example.org,403", "null,403", "not an origin,403", "http://localhost:PORT,303"})
    void a_browser_that_knows_no_better_tells_the_origin(String origin, int status) {
        Browser browser = Browser.ofAdmin();

        Response answer = browser.request()
                .header("Origin", origin.replace("PORT", Integer.toString(RestAssured.port)))
                .formParam("_csrf", browser.formToken())
                .post("/ui/logout");

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void nobody_is_logged_in_by_another_site() {
        Response answer = Browser.nobody()
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("key", "admin")
                .post("/ui/login");

        assertRefused(answer);
    }

    private static void assertRefused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.cookies()).isEmpty();
        assertThat(answer.asString()).contains("nothing was done");
    }
}
