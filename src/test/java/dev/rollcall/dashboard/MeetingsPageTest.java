package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MeetingsPageTest {

    @Test
    void a_user_sees_the_own_meetings_and_no_others() {
        User user = User.withLimit(2);
        User other = User.withLimit(2);
        long own = user.sent();
        long others = other.sent();

        Document page = Browser.of(user).page("/ui/meetings");

        assertThat(page.select("#m-" + own)).hasSize(1);
        assertThat(page.select("#m-" + others)).isEmpty();
        assertThat(page.select("td[data-label=User]")).isEmpty();
    }

    @Test
    void no_parameter_lets_a_user_see_what_is_anothers() {
        User user = User.withLimit(1);
        User other = User.withLimit(1);
        String meet = User.newMeet();
        other.send(meet);

        Document page = Browser.of(user).page("/ui/meetings?search=" + meet + "&user_id=" + other.id());

        assertThat(page.select("table")).isEmpty();
        assertThat(page.select(".empty").text()).startsWith("No meeting is like that.");
    }

    @Test
    void an_admin_sees_everybodys_with_whose_they_are() {
        long id = User.withLimit(1).sent();

        Document page = Browser.ofAdmin().page("/ui/meetings");

        assertThat(page.select("#m-" + id)).hasSize(1);
        assertThat(page.select("td[data-label=User]").text()).contains("@example.org");
    }

    @Test
    void a_badge_is_a_word_an_icon_and_a_sentence() {
        User user = User.withLimit(1);
        Bot.of(user.sent()).inMeeting();

        Document page = Browser.of(user).page("/ui/meetings");

        assertThat(page.select("td .badge.active").text()).isEqualTo("Active");
        assertThat(page.select("td .badge.active").attr("title")).isEqualTo("The bot is in the meeting.");
        assertThat(page.select("td .badge.active use").attr("href")).isEqualTo("#i-active");
    }

    @Test
    void times_are_exact_for_machines_and_readable_without_a_script() {
        User user = User.withLimit(1);
        user.sent();

        Document page = Browser.of(user).page("/ui/meetings");

        assertThat(page.select("td time[data-time=ago]").attr("datetime")).matches("\\d{4}-.*Z");
        assertThat(page.select("td time[data-time=ago]").text()).endsWith(" UTC");
        assertThat(page.select("td time[data-time=left]")).hasSize(1);
    }

    @Test
    void what_is_searched_for_stands_in_the_form_and_in_what_asks_again() {
        Document page = Browser.ofAdmin().page("/ui/meetings?search=a+%26b&status=active&platform=zoom&before=77");

        assertThat(page.select("#search").attr("value")).isEqualTo("a &b");
        assertThat(page.select("#status option[selected]").attr("value")).isEqualTo("active");
        assertThat(page.select("#platform option[selected]").attr("value")).isEqualTo("zoom");
        assertThat(page.select("#found").attr("hx-get"))
                .isEqualTo("/ui/meetings?search=a+%26b&status=active&platform=zoom&before=77");
    }

    @Test
    void the_next_page_is_a_link_that_works_without_a_script() {
        User user = User.withLimit(1);
        Database.run("""
                insert into meetings (user_id, platform, platform_specific_id, status, end_time)
                select $1, 'google_meet', 'm-' || g, 'completed', now()
                from generate_series(1, 60) g
                """, user.id());
        Browser browser = Browser.of(user);

        Document second =
                browser.page(browser.page("/ui/meetings").select("#page-next").attr("href"));

        assertThat(second.select("tbody tr")).hasSize(10);
        assertThat(second.select("#page-first").attr("href")).isEqualTo("/ui/meetings");
    }

    @Test
    void htmx_gets_the_list_alone() {
        User user = User.withLimit(1);
        long id = user.sent();

        String part = Browser.of(user).getPart("/ui/meetings").asString();

        assertThat(part).doesNotContain("<html");
        assertThat(Jsoup.parse(part).select("body > #found #m-" + id)).hasSize(1);
    }

    @Test
    void without_meetings_it_says_what_to_do() {
        Document page = Browser.of(User.withLimit(1)).page("/ui/meetings");

        assertThat(page.select(".empty").text()).contains("Send your first bot");
    }
}
