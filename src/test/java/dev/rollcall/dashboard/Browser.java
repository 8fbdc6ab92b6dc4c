package dev.rollcall.dashboard;

import static io.restassured.RestAssured.given;

import dev.rollcall.stage.User;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Somebody who is logged in, as far as HTTP goes: it keeps the cookie, and follows no redirect by itself. */
record Browser(String cookie) {

    static final String COOKIE = "rollcall_session";

    static Browser of(User user) {
        return loggedInWith(user.key());
    }

    static Browser ofAdmin() {
        return loggedInWith("admin");
    }

    static Browser loggedInWith(String key) {
        return new Browser(logIn(key).then().statusCode(303).extract().cookie(COOKIE));
    }

    static Response logIn(String key) {
        return nobody().formParam("key", key).post("/ui/login");
    }

    static RequestSpecification nobody() {
        return given().redirects().follow(false).accept("text/html,application/xhtml+xml,*/*;q=0.8");
    }

    RequestSpecification request() {
        return nobody().cookie(COOKIE, cookie);
    }

    Response get(String path) {
        return request().urlEncodingEnabled(false).get(path);
    }

    /** What htmx asks for: a part of the page. */
    Response getPart(String path) {
        return request().header("HX-Request", "true").get(path);
    }

    Document page(String path) {
        return Jsoup.parse(get(path).then().statusCode(200).extract().asString());
    }

    String formToken() {
        return page("/ui/meetings").select("input[name=_csrf]").attr("value");
    }

    /** A form of ours, sent as it should be. */
    Response post(String path, Map<String, String> fields) {
        return request()
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("_csrf", formToken())
                .formParams(fields)
                .post(path);
    }
}
