package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bot is sent by a link, its steps are watched, and then there are tasks, summary and transcript. */
@QuarkusTest
class MinutesPageTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    @Test
    void a_link_and_a_name_send_a_bot_that_the_polling_face_knows() {
        User user = User.withLimit(1);
        String meet = User.newMeet();

        Response answer = Browser.of(user)
                .post("/ui/minutes", Map.of("meet_url", "https://meet.google.com/" + meet, "bot_name", "Mira"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).matches("/ui/minutes/\\d+");
        Document page = Browser.of(user).page(answer.header("Location"));
        assertThat(page.select("h1").text()).isEqualTo(meet + " Initialized");
        String bot = page.select("#f-head code").text();
        assertThat(bot).startsWith("bot_");
        assertThat(user.request().get("/api/v1/meet/status/" + bot).jsonPath().getString("status"))
                .isEqualTo("initialized");
        assertThat(Database.text("select bot_order ->> 'bot_name' from meetings where user_id = $1", user.id()))
                .isEqualTo("Mira");
    }

    @Test
    void the_steps_follow_the_bot_to_its_end() {
        User user = User.withLimit(1);
        long id = user.sent();

        assertThat(now(user, id)).isEqualTo("Initialized");
        Bot bot = Bot.of(id);
        bot.reports("joining").then().statusCode(200);
        assertThat(now(user, id)).isEqualTo("Connecting");
        bot.inMeeting();
        assertThat(now(user, id)).isEqualTo("Connected");
        bot.reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0")
                .then()
                .statusCode(200);

        Document page = Browser.of(user).page(MinutesPage.path(id));
        assertThat(page.select(".stage.is-now .stage-word").text()).isEqualTo("Done");
        assertThat(page.select(".stage.is-skipped .stage-word").eachText())
                .containsExactly("Transcribing (skipped)", "Analyzing (skipped)", "Creating tasks (skipped)");
        assertThat(page.select("#f-steps .explained").text())
                .isEqualTo("Done. Nobody has asked for a summary and tasks.");
        assertThat(page.select("#f-summary[hidden], #f-tasks[hidden]")).hasSize(2);
        assertThat(page.select("#f-steps [hx-trigger]")).isEmpty();
    }

    @Test
    void what_went_wrong_is_said_in_a_sentence() {
        User user = User.withLimit(1);
        long id = user.sent();
        Bot.of(id).reports("failed", ", \"exit_code\": 1").then().statusCode(200);

        Document page = Browser.of(user).page(MinutesPage.path(id));

        assertThat(page.select(".stage.is-now .stage-word").text()).isEqualTo("Error");
        assertThat(page.select("#f-steps .notice.bad").text()).isNotBlank();
        assertThat(page.select(".stage.is-done .stage-word").text()).isEqualTo("Initialized");
    }

    @Test
    void tasks_lead_to_where_they_were_said() {
        User user = User.withLimit(1);
        long id = over(user);
        Minutes.of(id);

        Document page = Browser.of(user).page(MinutesPage.path(id));

        assertThat(page.select("#f-summary .summary").text()).startsWith("The release is ready");
        List<Element> tasks = page.select("#f-tasks tbody tr");
        assertThat(tasks).hasSize(3);
        assertThat(tasks.get(0).text())
                .contains("Write the release notes", "high", "Ada Lovelace", "Fri, 27 Nov 2026", "by Friday", "00:21");
        assertThat(tasks.get(2).select("td[data-label=Until]").text()).isEqualTo("–");
        for (Element link : page.select("#f-tasks a")) {
            assertThat(page.select(link.attr("href"))).as(link.outerHtml()).hasSize(1);
        }
        assertThat(page.select(page.select("#f-tasks a").get(0).attr("href")).text())
                .contains("I will write the release notes by Friday.");
    }

    @Test
    void a_long_transcript_is_read_stretch_by_stretch_and_a_task_leads_into_the_right_one() {
        User user = User.withLimit(1);
        long id = over(user);
        Minutes.of(id);
        Minutes.talk(id, 450);
        Browser browser = Browser.of(user);

        Document first = browser.page(MinutesPage.path(id));
        Document second = browser.page(first.select("#f-later").attr("href"));
        Document third = browser.page(second.select("#f-later").attr("href"));

        assertThat(first.select("#f-earlier")).isEmpty();
        assertThat(first.select(".spoken li")).hasSize(200);
        assertThat(second.select(".spoken li")).hasSize(200);
        assertThat(third.select(".spoken li")).hasSize(57);
        assertThat(third.select("#f-later")).isEmpty();
        Document back = browser.page(third.select("#f-earlier").attr("href"));
        assertThat(back.select(".spoken .text").eachText())
                .isEqualTo(second.select(".spoken .text").eachText());
        String task = third.select("#f-tasks a").get(0).attr("href");
        assertThat(task).startsWith(MinutesPage.path(id) + "?line=");
        assertThat(browser.page(task.replaceFirst("#.*", ""))
                        .select("#" + task.replaceFirst(".*#", ""))
                        .text())
                .contains("I will write the release notes by Friday.");
    }

    @Test
    void while_the_bot_is_there_the_newest_words_are_shown() {
        User user = User.withLimit(1);
        long id = user.sent();
        Bot.of(id).inMeeting();
        Minutes.talk(id, 250);

        Document page = Browser.of(user).page(MinutesPage.path(id));

        assertThat(page.select(".spoken .text").last().text()).isEqualTo("Sentence 250.");
        assertThat(page.select(".spoken li")).hasSize(200);
        assertThat(page.select("#f-earlier")).hasSize(1);
        assertThat(page.select("#f-steps [hx-trigger]").attr("hx-trigger")).isEqualTo("every 3s");
        assertThat(page.select("#f-run")).isEmpty();
    }

    @Test
    void summary_and_tasks_are_made_when_they_are_asked_for() {
        User user = User.withLimit(1);
        long id = over(user);
        Minutes.talk(id, 3);
        Browser browser = Browser.of(user);
        assertThat(browser.page(MinutesPage.path(id)).select("#f-run")).hasSize(1);

        Response answer = browser.post(MinutesPage.path(id) + "/run", Map.of());

        assertThat(answer.header("Location")).isEqualTo(MinutesPage.path(id));
        Awaitility.await().untilAsserted(() -> {
            Document page = browser.page(MinutesPage.path(id));
            assertThat(page.select(".stage.is-now .stage-word").text()).isEqualTo("Done");
            assertThat(page.select("#f-summary[hidden], #f-tasks[hidden], #f-run"))
                    .isEmpty();
        });
    }

    @Test
    void a_bot_that_is_still_there_has_no_tasks_yet() {
        User user = User.withLimit(1);
        long id = user.sent();

        Response answer = Browser.of(user).post(MinutesPage.path(id) + "/run", Map.of());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(answer.asString()).select(".notice.bad").text()).contains("still in the meeting");
    }

    @Test
    void who_wants_summary_and_tasks_for_every_meeting_says_so_once() {
        User user = User.withLimit(1);
        Browser browser = Browser.of(user);
        assertThat(browser.page("/ui/minutes").select("#h-wish + p").text()).startsWith("Off");

        Response answer = browser.post("/ui/minutes/wish", Map.of("wanted", "true"));

        assertThat(answer.header("Location")).isEqualTo("/ui/minutes?said=tasks-wanted");
        Document page = browser.page(answer.header("Location"));
        assertThat(page.select("#h-wish + p").text()).startsWith("On");
        assertThat(page.select(".notice.good").text()).contains("from now on");
        assertThat(user.request().get("/user/post-meeting").jsonPath().getBoolean("post_meeting_tasks"))
                .isTrue();
        browser.post("/ui/minutes/wish", Map.of("wanted", "false"));
        assertThat(browser.page("/ui/minutes").select("#h-wish + p").text()).startsWith("Off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://example.org/no-meeting", "no link", EVIL})
    void a_link_that_leads_nowhere_is_said_at_its_field_and_stays(String link) {
        Response answer = Browser.of(User.withLimit(1))
                .post("/ui/minutes", Map.of("meet_url", link, "bot_name", EVIL.substring(0, 20)));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#meet_url-problem").text()).isNotBlank().doesNotContain("meeting_url", "meet_url");
        assertThat(page.select("input#meet_url").attr("value")).isEqualTo(link);
        assertThat(page.select("input#bot_name").attr("value")).isEqualTo(EVIL.substring(0, 20));
        assertThat(page.select("script:not([src]), img")).isEmpty();
    }

    @Test
    void where_a_bot_is_already_its_minutes_are_named() {
        User user = User.withLimit(2);
        String meet = User.newMeet();
        long there = user.send(meet).jsonPath().getLong("id");

        Response answer = Browser.of(user).post("/ui/minutes", Map.of("meet_url", "https://meet.google.com/" + meet));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(answer.asString()).select(".notice.bad a").attr("href"))
                .isEqualTo(MinutesPage.path(there));
    }

    @Test
    void one_form_sends_one_bot_however_often_it_is_sent() {
        User user = User.withLimit(5);
        Browser browser = Browser.of(user);
        Map<String, String> form = Map.of(
                "meet_url",
                "https://meet.google.com/" + User.newMeet(),
                "idempotency_key",
                browser.page("/ui/minutes")
                        .select("input[name=idempotency_key]")
                        .attr("value"));

        List<Response> answers = AtOnce.times(4, time -> browser.post("/ui/minutes", form));

        assertThat(answers)
                .extracting(answer -> answer.header("Location"))
                .allMatch(place -> place != null && place.equals(answers.get(0).header("Location")));
        assertThat(Database.integer(
                        "select count(*)::int from polled_bots p join meetings m on m.id = p.meeting_id"
                                + " where m.user_id = $1",
                        user.id()))
                .isEqualTo(1);
    }

    @Test
    void anothers_minutes_do_not_exist_and_admins_see_all_and_send_nothing() {
        long id = over(User.withLimit(1));
        Minutes.of(id);
        Browser other = Browser.of(User.withLimit(1));

        assertThat(other.get(MinutesPage.path(id)).statusCode()).isEqualTo(404);
        assertThat(other.post(MinutesPage.path(id) + "/run", Map.of()).statusCode())
                .isEqualTo(404);
        Document seen = Browser.ofAdmin().page(MinutesPage.path(id));
        assertThat(seen.select("#f-tasks tbody tr")).hasSize(3);
        assertThat(seen.select("#f-run")).isEmpty();
        assertThat(Browser.ofAdmin().page("/ui/minutes").select("form[action='/ui/minutes']"))
                .isEmpty();
        assertThat(Browser.ofAdmin().post("/ui/minutes", Map.of()).statusCode()).isEqualTo(403);
        assertThat(Browser.ofAdmin().post("/ui/minutes/wish", Map.of()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void words_that_hold_a_script_are_text() {
        User user = User.withLimit(1);
        long id = over(user);
        Minutes.of(id);
        Database.run("update transcriptions set text = $2, speaker = $2 where meeting_id = $1", id, EVIL);
        Database.run("update tasks set title = $2, owner = $2, due = $2 where meeting_id = $1", id, EVIL);
        Database.run("update post_meeting_jobs set summary = $2 where meeting_id = $1", id, EVIL);

        Document page = Browser.of(user).page(MinutesPage.path(id));

        assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
        assertThat(page.select("#f-summary, #f-tasks, #f-transcript").eachText())
                .allSatisfy(text -> assertThat(text).contains("<script>alert('x')</script>"));
    }

    @Test
    void a_part_is_answered_with_its_sections_alone() {
        User user = User.withLimit(1);
        long id = user.sent();

        Document part =
                Jsoup.parse(Browser.of(user).getPart(MinutesPage.path(id)).asString());

        assertThat(part.select("main, h1 + nav")).isEmpty();
        assertThat(part.select("[hx-swap-oob]").eachAttr("id"))
                .containsExactly("f-head", "f-steps", "f-summary", "f-tasks", "f-transcript");
    }

    private static long over(User user) {
        long id = user.sent();
        Bot.of(id)
                .inMeeting()
                .reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0")
                .then()
                .statusCode(200);
        return id;
    }

    private static String now(User user, long id) {
        return Browser.of(user)
                .page(MinutesPage.path(id))
                .select(".stage.is-now .stage-word")
                .text();
    }
}
