package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MeetingPageTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
    private static final List<String> ACTIONS = List.of("stop", "settings", "delete", "deliveries/1");

    @Test
    void anothers_meeting_and_none_are_the_same_page() {
        User user = User.withLimit(1);
        long others = User.withLimit(1).sent();
        Browser browser = Browser.of(user);

        Response ofOther = browser.get("/ui/meetings/" + others);
        Response ofNobody = browser.get("/ui/meetings/987654321");

        assertThat(ofOther.statusCode()).isEqualTo(404);
        assertThat(ofOther.asString()).isEqualTo(ofNobody.asString());
        assertThat(browser.get("/ui/meetings/nonsense").statusCode()).isEqualTo(404);
        assertThat(browser.get("/ui/meetings/" + others + "/delete").statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/ui/send?again=" + others).statusCode()).isEqualTo(404);
    }

    @Test
    void nothing_can_be_done_to_anothers_meeting() {
        User other = User.withLimit(1);
        long others = other.sent();
        Bot.of(others).inMeeting();
        Browser browser = Browser.of(User.withLimit(1));

        for (String action : ACTIONS) {
            Response answer = browser.post("/ui/meetings/" + others + "/" + action, Map.of("language", "de"));
            assertThat(answer.statusCode()).as(action).isEqualTo(404);
        }
        assertThat(other.status(others)).isEqualTo("active");
        assertThat(Database.number("select count(*) from commands where meeting_id = $1", others))
                .isZero();
    }

    @Test
    void nothing_is_done_without_the_token_of_the_session() {
        User user = User.withLimit(1);
        long id = user.sent();
        Browser browser = Browser.of(user);

        for (String action : ACTIONS) {
            Response answer = browser.request()
                    .header("Sec-Fetch-Site", "same-origin")
                    .formParam("language", "de")
                    .post("/ui/meetings/" + id + "/" + action);
            assertThat(answer.statusCode()).as(action).isEqualTo(403);
        }
        assertThat(user.status(id)).isEqualTo("requested");
    }

    @Test
    void it_shows_where_the_bot_is_why_and_what_comes_next() {
        User user = User.withLimit(1);
        long id = user.sent();
        Bot.of(id).inMeeting().heartbeat();

        Document page = Browser.of(user).page("/ui/meetings/" + id);

        assertThat(page.select("h1 .badge").text()).isEqualTo("Active");
        assertThat(page.select(".stage.is-done .stage-word").eachText())
                .containsExactly("Requested", "Joining", "In the lobby");
        assertThat(page.select(".stage[aria-current=step] .stage-word").text()).isEqualTo("Active");
        assertThat(page.select(".explained").text()).startsWith("The bot has been in the meeting for ");
        assertThat(page.select(".countdown time[data-time=left]")).hasSize(1);
        assertThat(page.select(".countdown").text()).endsWith("of silence before it fails");
        assertThat(page.select(".beat").attr("aria-label")).startsWith("0 % ");
        assertThat(page.select(".step")).hasSize(4);
        assertThat(page.select(".step").get(0).text()).contains("In the lobby", "Active", "by the bot", "attempt 1");
    }

    @Test
    void without_heartbeats_it_invents_none() {
        User user = User.withLimit(1);
        long id = user.sent();

        Document page = Browser.of(user).page("/ui/meetings/" + id);

        assertThat(page.select(".beat")).isEmpty();
        assertThat(page.select("#m-beat").text()).contains("has never sent a heartbeat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active", "stopping", "completed", "failed"})
    void every_status_has_its_page_and_the_buttons_that_fit(String status) {
        User user = User.withLimit(1);
        long id = in(status, user);

        Document page = Browser.of(user).page("/ui/meetings/" + id);

        boolean over = status.equals("completed") || status.equals("failed");
        assertThat(page.select("h1 .badge").text()).isEqualTo(Badge.of(status).word());
        assertThat(page.select(".stage[aria-current=step] .stage-word").text())
                .isEqualTo(Badge.of(status).word());
        assertThat(page.select("#m-stop")).hasSize(over || status.equals("stopping") ? 0 : 1);
        assertThat(page.select("#m-settings form")).hasSize(status.equals("active") ? 1 : 0);
        assertThat(page.select("#m-forget")).hasSize(over ? 1 : 0);
        assertThat(page.select("#m-again")).hasSize(over ? 1 : 0);
        assertThat(page.select(".countdown")).hasSize(over ? 0 : 1);
    }

    private static long in(String status, User user) {
        String meet = User.newMeet();
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        Bot bot = Bot.of(id);
        switch (status) {
            case "requested" -> {}
            case "joining", "awaiting_admission", "active" ->
                bot.reports(status).then().statusCode(200);
            case "stopping" -> {
                bot.inMeeting();
                user.stop(meet).then().statusCode(202);
            }
            case "completed" -> bot.inMeeting().reports("completed").then().statusCode(200);
            default ->
                bot.inMeeting().reports("failed", ", \"exit_code\": 1").then().statusCode(200);
        }
        assertThat(user.status(id)).isEqualTo(status);
        return id;
    }

    @Test
    void the_stop_of_a_form_is_the_stop_of_the_api() {
        User user = User.withLimit(1);
        long id = in("active", user);

        Response answer = Browser.of(user).post("/ui/meetings/" + id + "/stop", Map.of());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/ui/meetings/" + id);
        assertThat(user.status(id)).isEqualTo("stopping");
        assertThat(Database.text(
                        "select source from status_transitions where meeting_id = $1 and to_status = 'stopping'", id))
                .isEqualTo("user");
        assertThat(Browser.of(user)
                        .post("/ui/meetings/" + id + "/stop", Map.of())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void an_admin_sees_everybodys_and_may_stop_it_as_an_admin_and_nothing_else() {
        User user = User.withLimit(1);
        long id = in("active", user);
        Browser admin = Browser.ofAdmin();

        Document page = admin.page("/ui/meetings/" + id);
        admin.post("/ui/meetings/" + id + "/stop", Map.of()).then().statusCode(303);

        assertThat(page.text()).contains("@example.org");
        assertThat(page.select("#m-settings form")).isEmpty();
        assertThat(Database.text(
                        "select source from status_transitions where meeting_id = $1 and to_status = 'stopping'", id))
                .isEqualTo("admin");
        assertThat(admin.post("/ui/meetings/" + id + "/delete", Map.of()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void new_settings_are_a_command_with_its_state() {
        User user = User.withLimit(1);
        long id = in("active", user);
        Browser browser = Browser.of(user);

        browser.post("/ui/meetings/" + id + "/settings", Map.of("language", "de", "task", ""))
                .then()
                .statusCode(303);
        Document page = browser.page("/ui/meetings/" + id);

        assertThat(page.select("#m-commands tbody tr")).hasSize(1);
        assertThat(page.select("#m-commands tbody").text()).contains("reconfigure", "German (de)", "accepted");
    }

    @Test
    void what_the_bot_took_is_told_as_taken() {
        User user = User.withLimit(1);
        long id = in("active", user);
        Browser browser = Browser.of(user);
        browser.post("/ui/meetings/" + id + "/settings", Map.of("task", "translate"));
        Database.run("update commands set state = 'acknowledged', acknowledged_at = now() where meeting_id = $1", id);

        Document page = browser.page("/ui/meetings/" + id);

        assertThat(page.select("#m-commands .badge").text()).isEqualTo("acknowledged");
        assertThat(page.select("#m-commands td[data-label=Taken] time")).hasSize(1);
    }

    @Test
    void settings_that_cannot_be_are_refused_on_the_page() {
        User user = User.withLimit(1);
        long active = in("active", user);
        Browser browser = Browser.of(user);

        Response nothing = browser.post("/ui/meetings/" + active + "/settings", Map.of("language", "", "task", ""));
        Response unknown = browser.post("/ui/meetings/" + active + "/settings", Map.of("language", "klingon"));
        Bot.of(active).reports("completed");
        Response over = browser.post("/ui/meetings/" + active + "/settings", Map.of("language", "de"));

        assertThat(nothing.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(nothing.asString()).select("[role=alert]").text())
                .isEqualTo("Give a language, a task, or both.");
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(over.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(over.asString()).select("[role=alert]").text()).contains("not active");
    }

    @Test
    void deleting_asks_first_says_what_goes_and_leaves_a_page() {
        User user = User.withLimit(1);
        long id = in("failed", user);
        Browser browser = Browser.of(user);

        Document question = browser.page("/ui/meetings/" + id + "/delete");
        browser.post("/ui/meetings/" + id + "/delete", Map.of()).then().statusCode(303);
        Document page = browser.page("/ui/meetings/" + id);

        assertThat(question.select("main").text()).contains("What is erased", "transcript", "cannot be undone");
        assertThat(page.select(".notice").text()).contains("The data of this meeting was deleted.");
        assertThat(page.select("h1").text()).isEqualTo("Meeting " + id + " Failed");
        assertThat(page.select("#m-again, #m-forget, #m-link")).isEmpty();
        assertThat(Database.number("select count(*) from meetings where id = $1 and redacted_key is not null", id))
                .isEqualTo(1);
        assertThat(browser.post("/ui/meetings/" + id + "/delete", Map.of()).statusCode())
                .isEqualTo(303);
    }

    @Test
    void deleting_says_that_it_covers_all_meetings_of_the_id_and_not_while_one_goes_on() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long first = user.send(meet).jsonPath().getLong("id");
        Bot.of(first).inMeeting().reports("completed");
        user.send(meet).then().statusCode(201);
        Browser browser = Browser.of(user);

        Document question = browser.page("/ui/meetings/" + first + "/delete");
        Response refused = browser.post("/ui/meetings/" + first + "/delete", Map.of());

        assertThat(question.select(".notice").text()).contains("all 2 of your meetings");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(refused.asString()).select("[role=alert]").text())
                .contains("not finalized");
    }

    @Test
    void whatever_comes_from_outside_is_text() {
        User user = User.withLimit(1);
        long id = user.request()
                .body(Map.of("platform", "google_meet", "native_meeting_id", User.newMeet(), "bot_name", EVIL))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        Bot.of(id).inMeeting();
        Database.run(
                "update meetings set data = jsonb_build_object('name', $2::text), workload = $2 where id = $1",
                id,
                EVIL);
        Database.run("""
                insert into status_transitions (
                    meeting_id, revision, step, kind, from_status, to_status, source, reason, attempt,
                    completion_reason, exit_code, error_details)
                values ($1, 999, 0, 'transition', $2, $2, $2, $2, 1, $2, 1,
                        jsonb_build_object('last_output', $3::text, 'reason', $3::text)),
                       ($1, 999, 1, 'evidence', null, $2, 'bot_callback', $2, 1, null, null, to_jsonb($3::text))
                """, id, EVIL.substring(0, 50), EVIL);
        Database.run(
                "insert into meeting_logs (meeting_id, attempt, lines, trimmed) values ($1, 1, $2, true)", id, EVIL);
        Database.run("update meetings set attempt = 2 where id = $1", id);
        deliveries(user, id, EVIL);
        Database.run("""
                insert into commands (id, meeting_id, action, payload, expires_at)
                values (gen_random_uuid(), $1, 'reconfigure', jsonb_build_object('language', $2::text), now())
                """, id, EVIL);

        List<Document> pages = List.of(
                Browser.of(user).page("/ui/meetings/" + id),
                Browser.ofAdmin().page("/ui/meetings/" + id),
                Browser.of(user).page("/ui/meetings/" + id + "/delete"),
                Browser.of(user).page("/ui/send?again=" + id));

        assertThat(pages).allSatisfy(page -> {
            assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
            assertThat(page.html()).contains("&lt;script");
        });
        assertThat(pages.get(0).select("pre").eachText()).allMatch(text -> text.contains("<script>alert('x')"));
        assertThat(pages.get(0).select("pre").size()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void the_link_is_there_and_the_passcode_is_not() {
        User user = User.withLimit(2);
        long zoom = user.request()
                .body("{\"meeting_url\": \"https://zoom.us/j/85551234567?pwd=geheim77\"}")
                .post("/bots")
                .jsonPath()
                .getLong("id");
        long teams = user.request()
                .body("{\"meeting_url\": \"https://teams.microsoft.com/meet/1234567890123?p=geheim77\"}")
                .post("/bots")
                .jsonPath()
                .getLong("id");
        Browser browser = Browser.of(user);

        Document ofZoom = browser.page("/ui/meetings/" + zoom);
        Document ofTeams = browser.page("/ui/meetings/" + teams);

        assertThat(ofZoom.select("#m-link").attr("href")).isEqualTo("https://zoom.us/j/85551234567");
        assertThat(ofTeams.select("#m-link").attr("href")).isEqualTo("https://teams.microsoft.com/meet/1234567890123");
        assertThat(ofZoom.html()
                        + ofTeams.html()
                        + browser.page("/ui/send?again=" + zoom).html())
                .doesNotContain("geheim77");
    }

    @Test
    void deliveries_are_listed_and_sent_again() {
        User user = User.withLimit(1);
        long id = in("completed", user);
        long delivery = deliveries(user, id, "connect refused");
        Browser browser = Browser.of(user);

        Document page = browser.page("/ui/meetings/" + id);
        browser.post("/ui/meetings/" + id + "/deliveries/" + delivery, Map.of())
                .then()
                .statusCode(303);

        assertThat(page.select("#m-deliveries tbody tr").text())
                .contains("meeting.completed", "Given up", "connect refused");
        assertThat(Database.number("select count(*) from webhook_deliveries where redelivery_of = $1", delivery))
                .isEqualTo(1);
        assertThat(Browser.of(User.withLimit(1))
                        .post("/ui/meetings/" + id + "/deliveries/" + delivery, Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    private static long deliveries(User user, long meeting, String error) {
        return Database.number("""
                with endpoint as (
                    insert into webhook_endpoints (user_id, meeting_id) values ($1, $2)
                    returning id
                )
                insert into webhook_deliveries (
                    endpoint_id, user_id, meeting_id, event_id, event_type, payload, state, tries, error, settled_at)
                select id, $1, $2, 'evt_1', 'meeting.completed', '{}', 'failed', 3, $3, now()
                from endpoint
                returning id
                """, user.id(), meeting, error);
    }

    @Test
    void an_update_brings_each_part_under_its_id_and_nothing_around_it() {
        User user = User.withLimit(1);
        long id = in("active", user);
        Browser browser = Browser.of(user);

        Document part = Jsoup.parse(browser.getPart("/ui/meetings/" + id).asString());
        Document whole = browser.page("/ui/meetings/" + id);

        assertThat(part.select("h1, #m-steps, form[action$=/stop]")).hasSize(3);
        assertThat(part.select("nav, footer, script")).isEmpty();
        assertThat(part.select("[hx-swap-oob=true]").eachAttr("id"))
                .isEqualTo(whole.select("#meeting [hx-swap-oob=true]").eachAttr("id"))
                .hasSize(9);
        assertThat(whole.select("#meeting").attr("hx-swap")).isEqualTo("none");
        for (Element foldable : whole.select("details, summary")) {
            assertThat(foldable.id()).isNotEmpty();
        }
    }

    @Test
    void what_fits_no_rule_of_today_is_shown_too() {
        User user = User.withLimit(1);
        long id = Database.number("""
                insert into meetings (user_id, platform, platform_specific_id, status, end_time)
                values ($1, 'jitsi', 'https://x', 'completed', now())
                returning id
                """, user.id());

        Document page = Browser.of(user).page("/ui/meetings/" + id);

        assertThat(page.select(".empty").text()).contains("no longer kept");
        assertThat(page.select("#m-link, #m-forget")).isEmpty();
    }
}
