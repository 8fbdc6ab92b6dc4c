package dev.rollcall.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every page, whoever adds it. */
@QuarkusTest
class PagesTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    @Test
    void every_page_tells_the_browser_to_run_and_load_nothing_but_ours() {
        assertThat(all()).hasSizeGreaterThan(4).allSatisfy((path, answer) -> {
            assertThat(answer.contentType()).isEqualToIgnoringCase("text/html;charset=UTF-8");
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        });
    }

    @Test
    void no_page_has_a_script_or_a_style_within_or_loads_anything_from_elsewhere() {
        assertThat(documents()).allSatisfy((path, page) -> {
            assertThat(page.select("script:not([src]), style, [style]")).isEmpty();
            assertThat(page.getAllElements())
                    .allSatisfy(element -> assertThat(element.attributes().asList())
                            .noneMatch(attribute -> attribute.getKey().startsWith("on")
                                    || attribute.getKey().startsWith("hx-on")));
            for (Element link : page.select("script[src], link[href], img[src], form[action], [hx-get], a[href]")) {
                if (link.attr("rel").contains("noreferrer")) {
                    assertThat(link.attr("href")).startsWith("https://");
                    continue; // a meeting is elsewhere, and nothing of it is loaded
                }
                String target = link.attr("src") + link.attr("href") + link.attr("action");
                assertThat(target).matches("(/[^/].*|#.*|/|\\?.*)?");
            }
        });
    }

    @Test
    void every_page_has_a_title_a_language_and_its_landmarks() {
        assertThat(documents()).allSatisfy((path, page) -> {
            assertThat(page.title()).endsWith("· Rollcall");
            assertThat(page.select("html").attr("lang")).isEqualTo("en");
            assertThat(page.select("main#main")).hasSize(1);
            assertThat(page.select("h1")).hasSize(1);
            assertThat(page.select("meta[name=viewport]")).hasSize(1);
            assertThat(page.select("svg:not([aria-hidden=true]):not([role=img][aria-label])"))
                    .isEmpty();
            for (Element field : page.select("input:not([type=hidden]), select, textarea")) {
                assertThat(page.select("label[for=" + field.id() + "]"))
                        .as(field.outerHtml())
                        .isNotEmpty();
            }
            List<String> ids = page.select("[id]").stream().map(Element::id).toList();
            assertThat(ids).doesNotHaveDuplicates();
            for (Element use : page.select("use")) {
                assertThat(ids).contains(use.attr("href").substring(1));
            }
        });
        assertThat(Browser.ofAdmin().page("/ui/fleet").select("a.skip[href=#main]"))
                .hasSize(1);
    }

    @Test
    void every_form_that_changes_something_carries_the_token_of_the_session() {
        assertThat(documents()).allSatisfy((path, page) -> {
            for (Element form : page.select("form[method=post]")) {
                if (!form.attr("action").equals("/ui/login")) {
                    assertThat(form.select("input[name=_csrf]").attr("value")).hasSize(43);
                }
            }
        });
    }

    @Test
    void no_page_shows_a_secret() {
        User user = User.withLimit(3);
        long id = user.request().body("""
                        {"platform": "zoom", "meeting_url": "https://zoom.us/j/85551234567?pwd=geheim77"}""").post("/bots").jsonPath().getLong("id");
        Bot bot = Bot.of(id).inMeeting();

        List<Response> answers = new ArrayList<>(all().values());
        answers.add(Browser.of(user).get("/ui/meetings"));
        answers.add(Browser.of(user).get("/ui/meetings/" + id));
        answers.add(Browser.of(user).get("/ui/send?again=" + id));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.asString())
                        .doesNotContain(user.key(), "geheim77", bot.token(), "X-Admin-API-Key", "rollcall.secret-key"));
    }

    @Test
    void a_name_and_an_id_that_hold_a_script_are_text() {
        User user = User.withLimit(3);
        String meet = User.newMeet();
        user.send(meet);
        user.request().body(Map.of("data", Map.of("name", EVIL))).patch("/meetings/google_meet/" + meet);
        long other = user.sent();
        Database.run("update meetings set platform_specific_id = $1 where id = $2", EVIL, other);
        Database.run("update meetings set deadline_at = now() - interval '1 minute' where id = $1", other);

        List<Document> pages = List.of(
                Browser.of(user).page("/ui/meetings"),
                Browser.ofAdmin().page("/ui/meetings"),
                Browser.ofAdmin().page("/ui/fleet"));

        assertThat(pages).allSatisfy(page -> {
            assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
            assertThat(page.text()).contains("<script>alert('x')</script>");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {EVIL, "\" autofocus onfocus=alert(1) x=\"", "'"})
    void what_is_searched_for_is_text(String search) {
        Document page = Jsoup.parse(Browser.ofAdmin()
                .request()
                .queryParam("search", search)
                .get("/ui/meetings")
                .asString());

        assertThat(page.select("input#search").attr("value")).isEqualTo(search);
        assertThat(page.select("[onfocus], img, script:not([src])")).isEmpty();
    }

    @Test
    void problems_below_ui_are_pages_and_elsewhere_json() {
        Browser browser = Browser.ofAdmin();

        assertThat(browser.get("/ui/no/such/page").statusCode()).isEqualTo(404);
        assertThat(browser.get("/ui/no/such/page").contentType()).startsWith("text/html");
        assertThat(browser.get("/ui/static/none/x.js").statusCode()).isEqualTo(404);
        assertThat(browser.get("/ui/meetings?status=nonsense").statusCode()).isEqualTo(422);
        assertThat(browser.get("/ui/meetings?status=nonsense").asString()).contains("There is no status of that name.");
        assertThat(browser.get("/ui/logout").statusCode()).isEqualTo(405);
        assertThat(browser.get("/uix").contentType()).startsWith("application/problem+json");
    }

    @Test
    void a_problem_of_a_part_is_a_part() {
        Response answer = Browser.ofAdmin().getPart("/ui/meetings?before=x");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.asString()).startsWith("<p class=\"notice bad\"").doesNotContain("<html");
    }

    @Test
    void files_are_kept_for_ever_under_an_address_that_changes_with_them() {
        Document page = Browser.ofAdmin().page("/ui/fleet");

        assertThat(page.select("script[src]")).hasSize(2);
        for (Element file : page.select("script[src], link[href]")) {
            Response answer = given().get(file.attr("src") + file.attr("href"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(answer.header("Vary")).containsIgnoringCase("accept-encoding");
        }
    }

    @Test
    void the_first_address_leads_to_where_one_belongs() {
        assertThat(Browser.nobody().get("/").header("Location")).isEqualTo("/ui/login");
        assertThat(Browser.ofAdmin().get("/").header("Location")).isEqualTo("/ui/fleet");
        assertThat(Browser.of(User.withLimit(1)).get("/").header("Location")).isEqualTo("/ui/meetings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json"})
    void a_program_is_told_there_that_the_service_runs(String accepted) {
        given().redirects()
                .follow(false)
                .accept(accepted)
                .get("/")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("message", equalTo("Rollcall is running"));
    }

    @Test
    void the_api_document_does_not_speak_of_pages() {
        assertThat(given().get("/q/openapi").asString()).doesNotContain("/ui/");
    }

    /** Each page that there is, for whom it is made, and those of errors. */
    private static Map<String, Response> all() {
        Map<String, Response> all = new java.util.LinkedHashMap<>();
        Browser admin = Browser.ofAdmin();
        User somebody = User.withLimit(1);
        Browser user = Browser.of(somebody);
        long meeting = somebody.sent();
        Bot.of(meeting).inMeeting().heartbeat();
        long over = User.withLimit(1).sent();
        Bot.of(over).inMeeting().reports("failed", ", \"exit_code\": 1");
        Navigation.of(true, "").forEach(item -> all.put("admin " + item.path(), admin.get(item.path())));
        Navigation.of(false, "").forEach(item -> all.put("user " + item.path(), user.get(item.path())));
        all.put("meeting", user.get("/ui/meetings/" + meeting));
        all.put("meeting that is over", admin.get("/ui/meetings/" + over));
        all.put("delete", user.get("/ui/meetings/" + meeting + "/delete"));
        all.put("minutes", user.get("/ui/minutes/" + meeting));
        all.put("minutes that went wrong", admin.get("/ui/minutes/" + over));
        all.put("minutes without a link", user.post("/ui/minutes", Map.of()));
        all.put("new standing bot", admin.get("/ui/standing-bots/new"));
        all.put("standing bot without a name", admin.post("/ui/standing-bots", Map.of("connector", "generic")));
        all.put("wrong fields", user.post("/ui/send", Map.of("bot_name", "x".repeat(101))));
        all.put("login", Browser.nobody().get("/ui/login"));
        all.put("wrong key", Browser.logIn("wrong"));
        all.put("404", admin.get("/ui/nothing"));
        all.put("403", user.get("/ui/fleet"));
        return all;
    }

    private static Map<String, Document> documents() {
        Map<String, Document> documents = new java.util.LinkedHashMap<>();
        all().forEach((path, answer) -> documents.put(path, Jsoup.parse(answer.asString())));
        return documents;
    }
}
