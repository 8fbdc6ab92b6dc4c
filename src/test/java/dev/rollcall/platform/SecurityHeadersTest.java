package dev.rollcall.platform;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecurityHeadersTest {

    @Test
    void everyAnswerOfTheApiCarriesThemWhateverItSays() {
        User user = User.withLimit(1);

        List<Response> answers = List.of(
                user.request().get("/meetings"),
                given().get("/health"),
                given().get("/meetings"),
                given().get("/no/such/place"),
                user.send("not a code"),
                given().get("/test/route/insides"));

        assertThat(answers).extracting(Response::statusCode).containsExactly(200, 200, 401, 404, 422, 500);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.header("Server")).isNull();
            assertThat(answer.header("Strict-Transport-Security")).isNull();
        });
    }

    @Test
    void soDoesTheRefusalOfABodyThatIsTooLarge() {
        String answer = RawHttp.send(User.withLimit(1), "POST /bots", " ".repeat(3_000_000))
                .answer();

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("cache-control: no-store");
    }

    @Test
    void thePageThatShowsTheApiMayRunItsOwnScripts() {
        Response page = given().get("/q/swagger-ui/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().asString()).contains("<script>");
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self' 'unsafe-inline'")
                .contains("frame-ancestors 'none'");
    }

    @Test
    void aPageOfAnotherSiteMayAskWithoutTheCredentialsOfTheBrowser() {
        Response asked = given().header("Origin", "https://app.example.org")
                .header("Access-Control-Request-Method", "DELETE")
                .header("Access-Control-Request-Headers", "x-api-key,content-type")
                .options("/bots/google_meet/abc-defg-hij");

        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(asked.header("Access-Control-Allow-Methods")).isEqualTo("DELETE");
        assertThat(asked.header("Access-Control-Allow-Headers")).isEqualTo("x-api-key,content-type");
        assertThat(asked.header("Access-Control-Allow-Credentials")).isEqualTo("false");
        Response answered = given().header("Origin", "https://app.example.org").get("/health");
        assertThat(answered.header("Access-Control-Allow-Credentials")).isEqualTo("false");
        assertThat(answered.header("Access-Control-Expose-Headers")).contains("Retry-After");
    }
}
