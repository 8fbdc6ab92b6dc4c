package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The drain, the breaker, the strays and the stop of everything on a page. */
@QuarkusTest
class OperationsPageTest {

    private static final String EVIL = "<script>alert('x')</script>";

    @AfterEach
    void asItWas() {
        User.admin().body("{\"draining\": false}").put("/admin/drain").then().statusCode(200);
        Database.run("update sweep_state set held = 0, held_since = null, held_fingerprint = null,"
                + " released_until = null");
        Database.run("delete from stray_workloads where handle like 'page-%'");
    }

    @Test
    void the_fleet_is_drained_with_a_reason_that_users_read_and_opened_again() {
        User user = User.withLimit(1);

        Response drained = admin().post("/ui/operations/drain", Map.of("reason", EVIL, "by", "ada"));
        Document page = admin().page(drained.header("Location"));

        assertThat(drained.statusCode()).isEqualTo(303);
        user.send(User.newMeet()).then().statusCode(503).body("detail", containsString(EVIL));
        assertThat(page.select("#drain-state").text()).contains("Drained", EVIL, "by ada");
        assertThat(page.select("script:not([src])")).isEmpty();

        admin().post("/ui/operations/open", Map.of());

        assertThat(user.send(User.newMeet()).statusCode()).isEqualTo(201);
        assertThat(admin().page("/ui/operations").select("#drain-state").text()).startsWith("Open");
    }

    @Test
    void who_is_still_running_is_counted_while_the_fleet_is_drained() {
        User.withLimit(1).sent();
        admin().post("/ui/operations/drain", Map.of("reason", "Upgrade"));

        assertThat(admin().page("/ui/operations").select("#drain-state").text()).containsPattern("\\d+ still running");
    }

    @Test
    void without_a_reason_nothing_is_drained_and_what_was_typed_stays() {
        Response answer = admin().post("/ui/operations/drain", Map.of("reason", "  ", "by", "<ada>"));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#reason-problem").text()).isEqualTo("Reason is required: users are told why.");
        assertThat(page.select("input#by").attr("value")).isEqualTo("<ada>");
        User.admin().get("/admin/drain").then().body("draining", equalTo(false));
    }

    @Test
    void what_the_breaker_holds_is_shown_and_released() {
        Database.run("update sweep_state set held = 42, held_since = now(), held_fingerprint = 'x'");

        Document held = admin().page("/ui/operations");
        Response answer = admin().post("/ui/operations/release", Map.of());

        assertThat(held.select("#sweeper-state.is-held").text()).contains("42 ends are held back");
        assertThat(answer.header("Location")).isEqualTo("/ui/operations?said=breaker-released");
        assertThat(Database.integer("select (released_until > now())::int from sweep_state"))
                .isEqualTo(1);
        assertThat(admin().page("/ui/operations").select("#sweeper-state").text())
                .contains("The breaker is open");
    }

    @Test
    void strays_are_shown_and_released() {
        Database.run("insert into stray_workloads (handle, meeting_id, attempt, reason)"
                + " values ('page-<b>x</b>', 4711, 1, 'unknown_meeting')");

        Document held = admin().page("/ui/operations");
        admin().post("/ui/operations/strays/release", Map.of());

        assertThat(held.select("#strays-state.is-stray").text())
                .contains("page-<b>x</b>", "4711", "There is no such meeting", "held");
        assertThat(held.select("#strays-state b")).isEmpty();
        assertThat(Database.integer("select count(*)::int from stray_workloads"
                        + " where handle like 'page-%' and released_at is not null"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "yes", "ALL", "all of them", "<b>"})
    void nothing_is_stopped_without_the_word(String typed) {
        long id = User.withLimit(1).sent();

        Response answer = admin().post("/ui/operations/stop", typed == null ? Map.of() : Map.of("confirm", typed));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#confirm-problem").text()).startsWith("Nothing was stopped");
        assertThat(page.select("input#confirm").attr("value")).isEqualTo(typed == null ? "" : typed);
        assertThat(isToldToLeave(id)).isZero();
    }

    @Test
    void every_bot_is_stopped_with_the_word() {
        long one = User.withLimit(1).sent();
        long two = User.withLimit(1).sent();

        Response answer = admin().post("/ui/operations/stop", Map.of("confirm", " all "));

        assertThat(answer.header("Location")).isEqualTo("/ui/operations?said=all-stopped");
        assertThat(isToldToLeave(one)).isEqualTo(1);
        assertThat(isToldToLeave(two)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "open", "release", "strays/release", "stop"})
    void a_user_switches_nothing_and_an_admin_nothing_without_the_forms_token(String form) {
        long id = User.withLimit(1).sent();
        Map<String, String> fields = Map.of("reason", "evil", "confirm", "all");

        Response ofUser = Browser.of(User.withLimit(1)).post("/ui/operations/" + form, fields);
        Response ofAdmin = admin().request().formParams(fields).post("/ui/operations/" + form);

        assertThat(ofUser.statusCode()).isEqualTo(403);
        assertThat(ofAdmin.statusCode()).isEqualTo(403);
        assertThat(isToldToLeave(id)).isZero();
        User.admin().get("/admin/drain").then().body("draining", equalTo(false));
    }

    private static Browser admin() {
        return Browser.ofAdmin();
    }

    private static int isToldToLeave(long meeting) {
        return Database.integer("select (stop_reason is not null)::int from meetings where id = $1", meeting);
    }
}
