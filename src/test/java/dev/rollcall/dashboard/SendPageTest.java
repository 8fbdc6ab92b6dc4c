package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SendPageTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    @Test
    void the_link_alone_sends_a_bot_and_leads_to_its_page() {
        User user = User.withLimit(1);
        String meet = User.newMeet();

        Response answer = Browser.of(user).post("/ui/send", Map.of("meeting_url", "https://meet.google.com/" + meet));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).matches("/ui/meetings/\\d+");
        assertThat(Browser.of(user).page(answer.header("Location")).select("h1").text())
                .isEqualTo(meet + " Requested");
    }

    @Test
    void all_fields_reach_the_order() {
        User user = User.withLimit(1);

        Response answer = Browser.of(user)
                .post(
                        "/ui/send",
                        Map.of(
                                "platform", "zoom",
                                "native_meeting_id", "85551234567",
                                "passcode", "geheim77",
                                "bot_name", "Mira",
                                "language", "de",
                                "task", "translate",
                                "max_bot_time", "90",
                                "max_wait_for_admission", "5"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Database.rows("""
                select bot_order ->> 'meeting_url', bot_order ->> 'bot_name', bot_order ->> 'language',
                       bot_order ->> 'task', max_duration_ms || '/' || lobby_ms
                from meetings where user_id = $1
                """, user.id()).get(0).deepToString())
                .contains("https://zoom.us/j/85551234567?pwd=geheim77", "Mira", "de", "translate", "5400000/300000");
    }

    @Test
    void every_wrong_field_is_told_beside_it_and_what_was_typed_stays() {
        User user = User.withLimit(1);

        Response answer = Browser.of(user)
                .post(
                        "/ui/send",
                        Map.of(
                                "platform", "google_meet",
                                "native_meeting_id", "!!",
                                "passcode", "geheim77",
                                "bot_name", "x".repeat(101),
                                "language", "klingon",
                                "task", "sing",
                                "max_wait_for_admission", "soon"));
        Document page = Jsoup.parse(answer.asString());

        assertThat(answer.statusCode()).isEqualTo(422);
        for (String field :
                List.of("native_meeting_id", "passcode", "bot_name", "language", "task", "max_wait_for_admission")) {
            assertThat(page.select("#" + field + "-problem").text()).as(field).isNotEmpty();
            assertThat(page.select("#" + field).attr("aria-invalid")).as(field).isEqualTo("true");
            assertThat(page.select("#" + field).attr("aria-describedby")).contains(field + "-problem");
        }
        assertThat(page.select("#bot_name").attr("value")).isEqualTo("x".repeat(101));
        assertThat(page.select("#native_meeting_id").attr("value")).isEqualTo("!!");
        assertThat(page.select("#platform option[selected]").attr("value")).isEqualTo("google_meet");
        assertThat(page.select("details:has(#native_meeting_id)").hasAttr("open"))
                .isTrue();
        assertThat(answer.asString()).doesNotContain("geheim77");
    }

    @Test
    void a_link_and_times_that_cannot_be_are_told_in_words() {
        Browser browser = Browser.of(User.withLimit(1));

        Document link = Jsoup.parse(browser.post("/ui/send", Map.of("meeting_url", "ftp://example.org"))
                .asString());
        Document times = Jsoup.parse(browser.post(
                        "/ui/send", Map.of("meeting_url", "https://meet.google.com/abc-defg-hij", "max_bot_time", "0"))
                .asString());
        Document nothing = Jsoup.parse(browser.post("/ui/send", Map.of()).asString());

        assertThat(link.select("#meeting_url-problem").text()).isEqualTo("The link must start with https://.");
        assertThat(link.select("#meeting_url").attr("value")).isEqualTo("ftp://example.org");
        assertThat(times.select("#max_bot_time-problem").text()).isEqualTo("Whole minutes, from 1 to 1440.");
        assertThat(nothing.select(".problem").eachText())
                .containsExactly("Please give the meeting's link, or its platform and id.");
    }

    @Test
    void what_was_typed_is_text() {
        Map<String, String> typed = new HashMap<>();
        List.of(
                        "meeting_url",
                        "native_meeting_id",
                        "platform",
                        "passcode",
                        "bot_name",
                        "language",
                        "task",
                        "max_bot_time",
                        "continue_meeting",
                        "scenario",
                        "idempotency_key")
                .forEach(field -> typed.put(field, EVIL));

        Response answer = Browser.of(User.withLimit(1)).post("/ui/send", typed);
        Document page = Jsoup.parse(answer.asString());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
        assertThat(page.select("#bot_name").attr("value")).isEqualTo(EVIL);
    }

    @Test
    void the_same_form_sent_twice_sends_one_bot() {
        User user = User.withLimit(5);
        Browser browser = Browser.of(user);
        String key =
                browser.page("/ui/send").select("input[name=idempotency_key]").attr("value");
        Map<String, String> fields =
                Map.of("meeting_url", "https://meet.google.com/" + User.newMeet(), "idempotency_key", key);

        List<Response> answers = AtOnce.times(4, i -> browser.post("/ui/send", fields));

        assertThat(key).isNotEmpty();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(303));
        assertThat(answers.stream().map(answer -> answer.header("Location")).distinct())
                .hasSize(1);
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isEqualTo(1);
    }

    @Test
    void a_form_that_has_sent_its_bot_gets_a_new_key_for_another() {
        User user = User.withLimit(5);
        Browser browser = Browser.of(user);
        Map<String, String> fields = new HashMap<>();
        fields.put("meeting_url", "https://meet.google.com/" + User.newMeet());
        fields.put("idempotency_key", "form-1");
        browser.post("/ui/send", fields).then().statusCode(303);

        fields.put("meeting_url", "https://meet.google.com/" + User.newMeet());
        Response answer = browser.post("/ui/send", fields);
        Document page = Jsoup.parse(answer.asString());
        fields.put("idempotency_key", page.select("input[name=idempotency_key]").attr("value"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#send-problem").text()).contains("has sent a bot already");
        assertThat(browser.post("/ui/send", fields).statusCode()).isEqualTo(303);
    }

    @Test
    void a_limit_and_a_bot_that_is_there_are_sentences() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).jsonPath().getLong("id");
        Browser browser = Browser.of(user);

        Response twice = browser.post("/ui/send", Map.of("meeting_url", "https://meet.google.com/" + meet));
        Response full = browser.post("/ui/send", Map.of("meeting_url", "https://meet.google.com/" + User.newMeet()));

        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(twice.asString()).select("#send-problem a").attr("href"))
                .isEqualTo("/ui/meetings/" + id);
        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(Jsoup.parse(full.asString()).select("#send-problem").text())
                .contains("maximum concurrent bot limit");
        assertThat(Jsoup.parse(full.asString()).select("#meeting_url").attr("value"))
                .startsWith("https://meet");
    }

    @Test
    void a_drained_fleet_says_so() {
        Browser browser = Browser.of(User.withLimit(1));
        User.admin()
                .body("{\"draining\": true, \"reason\": \"new nodes\"}")
                .put("/admin/drain")
                .then()
                .statusCode(200);
        Response answer;
        try {
            answer = browser.post("/ui/send", Map.of("meeting_url", "https://meet.google.com/" + User.newMeet()));
        } finally {
            User.admin()
                    .body("{\"draining\": false}")
                    .put("/admin/drain")
                    .then()
                    .statusCode(200);
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Jsoup.parse(answer.asString()).select("#send-problem").text())
                .contains("new nodes");
    }

    @Test
    void without_the_token_of_the_session_no_bot_is_sent() {
        User user = User.withLimit(1);

        Response answer = Browser.of(user)
                .request()
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("meeting_url", "https://meet.google.com/" + User.newMeet())
                .post("/ui/send");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isZero();
    }

    @Test
    void send_again_fills_the_form_and_may_go_on_under_the_same_entry() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).jsonPath().getLong("id");
        Bot.of(id).inMeeting().reports("completed");
        Browser browser = Browser.of(user);

        Document form = browser.page("/ui/send?again=" + id);
        Response answer = browser.post(
                "/ui/send",
                Map.of("meeting_url", form.select("#meeting_url").attr("value"), "continue_meeting", "true"));

        assertThat(form.select("#meeting_url").attr("value")).isEqualTo("https://meet.google.com/" + meet);
        assertThat(answer.header("Location")).isEqualTo("/ui/meetings/" + id);
        assertThat(browser.page("/ui/meetings/" + id)
                        .select(".stage.is-now .stage-word")
                        .text())
                .isEqualTo("Requested");
    }

    @Test
    void an_admin_is_told_that_bots_are_users() {
        Browser admin = Browser.ofAdmin();

        assertThat(admin.page("/ui/send").select(".empty").text()).startsWith("Admins have no meetings of their own.");
        assertThat(admin.page("/ui/send").select("form[action=/ui/send]")).isEmpty();
        assertThat(admin.post("/ui/send", Map.of("meeting_url", "https://meet.google.com/abc-defg-hij"))
                        .statusCode())
                .isEqualTo(403);
    }

    /** Tests may simulate, and so is the choice there. */
    @Test
    void a_bot_may_play_a_course_that_is_known() {
        User user = User.withLimit(1);
        Browser browser = Browser.of(user);
        String link = "https://meet.google.com/" + User.newMeet();

        Response unknown = browser.post("/ui/send", Map.of("meeting_url", link, "scenario", "opera"));
        Response known = browser.post("/ui/send", Map.of("meeting_url", link, "scenario", "lobby"));

        assertThat(browser.page("/ui/send").select("#scenario option").eachText())
                .contains("None", "lobby", "crash");
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(unknown.asString()).select("#scenario-problem").text())
                .contains("one of");
        assertThat(browser.page(known.header("Location")).select("#m-facts").text())
                .contains("Plays lobby");
    }

    @Test
    void the_empty_list_leads_here() {
        Document page = Browser.of(User.withLimit(1)).page("/ui/meetings");

        assertThat(page.select(".empty a").attr("href")).isEqualTo("/ui/send");
        assertThat(page.select(".empty a").text()).isEqualTo("Send your first bot");
    }
}
