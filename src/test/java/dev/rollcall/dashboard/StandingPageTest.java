package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.standing.Status;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Standing bots on pages: how they are, their forms, and what is done about them. */
@QuarkusTest
class StandingPageTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
    private static final String SECRET = "geheim-" + UUID.randomUUID();

    /** First of all lists, so that none of another test stands before it. */
    private final String category = "a-" + UUID.randomUUID();

    private final List<Answering> services = new ArrayList<>();

    @AfterEach
    void whatIsOursGoes() {
        Database.run("delete from standing_bots where category = $1", category);
        services.forEach(Answering::close);
    }

    @ParameterizedTest
    @EnumSource
    void each_status_is_told_by_a_word_an_icon_and_a_sentence_to_point_at(Status status) {
        long id = kept("Ladder", status, "What it says: " + status);

        Document page = Browser.ofAdmin().page(StandingPage.path(id));

        Badge badge = ConnectionBadge.of(status);
        Element shown = page.select("#connection-" + id).first();
        assertThat(shown.text()).isEqualTo(badge.word());
        assertThat(shown.select("use").attr("href")).isEqualTo("#i-" + badge.look());
        assertThat(page.select("symbol#i-" + badge.look())).hasSize(1);
        assertThat(page.select("#" + shown.attr("aria-describedby") + "[role=tooltip]")
                        .text())
                .isEqualTo("What it says: " + status);
        assertThat(page.select("#s-message").text()).isEqualTo("What it says: " + status);
        assertThat(page.select("#s-now .badge").first().text()).isEqualTo("Active");
    }

    @Test
    void the_list_shows_the_badges_the_time_of_the_last_connection_and_the_day() {
        long id = kept("Ladder", Status.CONNECTED, null);
        history(id, "30 days", Status.CONNECTED);
        history(id, "5 hours 59 minutes 58 seconds", Status.CONNECTION_ERROR);
        history(id, "3 hours", Status.CONNECTED);

        Element row = Browser.ofAdmin()
                .page("/ui/standing-bots")
                .select("tr:has(#bot-" + id + ")")
                .first();

        assertThat(row.text()).contains("Ladder", category, "Active", "Connected", "87.5 %");
        assertThat(row.select("td[data-label='Last connected'] time").attr("data-time"))
                .isEqualTo("clock");
        assertThat(row.select("svg.strip").attr("aria-label"))
                .isEqualTo("Connected 87.5 % of the last 24 hours, with 1 interruption.");
        assertThat(row.select("svg.strip rect").eachAttr("class"))
                .containsExactly("check_circle", "check_circle", "error");
    }

    @Test
    void only_the_unhealthy_are_listed_when_they_are_asked_for() {
        long well = kept("Well", Status.CONNECTED, null);
        long ill = kept("Ill", Status.AUTH_FAILED, "Invalid client secret");

        Document page = Browser.ofAdmin().page("/ui/standing-bots?unhealthy=true");

        assertThat(page.select("#bot-" + ill)).hasSize(1);
        assertThat(page.select("#bot-" + well)).isEmpty();
        assertThat(page.select("#standing").attr("hx-get")).isEqualTo("/ui/standing-bots?unhealthy=true");
    }

    @Test
    void what_is_known_stands_there_fact_by_fact_and_the_history_below() {
        long id = kept("Ladder", Status.CONNECTION_ERROR, "Two rooms do not open.");
        Database.run("""
                update standing_bots
                set credentials_ok = true, credentials_checked_at = now(), api_reachable = false, api_checked_at = now(),
                    rooms_open = 3, rooms_known = 5, rooms_checked_at = now(), flap_count = 7,
                    next_attempt_at = now() + interval '40 seconds'
                where id = $1
                """, id);
        history(id, "1 hour", Status.CONNECTION_ERROR);

        Document page = Browser.ofAdmin().page(StandingPage.path(id));

        assertThat(page.select("#s-facts").text())
                .contains("Accepted", "Not reachable", "3 of 5 open", "7 times", "Next try");
        assertThat(page.select("#s-history tbody tr").text()).contains("Connection error", "Why of CONNECTION_ERROR");
    }

    @Test
    void a_bot_is_made_by_the_form_and_its_credentials_are_never_seen_again() throws IOException {
        Map<String, String> fields = generic(service(), "headers", "Authorization: Bearer " + SECRET);

        Response made = Browser.ofAdmin().post("/ui/standing-bots", fields);

        assertThat(made.header("Location")).matches("/ui/standing-bots/\\d+\\?said=standing-created");
        String path = made.header("Location").replaceFirst("\\?.*", "");
        Awaitility.await()
                .untilAsserted(() -> assertThat(Browser.ofAdmin()
                                .page(path)
                                .select("#s-now .badge")
                                .eachText())
                        .containsExactly("Active", "Connected"));
        Document edit = Browser.ofAdmin().page(path + "/edit");
        assertThat(edit.select("#headers").text()).isEmpty();
        assertThat(edit.select("#headers-hint").text()).contains("never shown");
        assertThat(List.of(path, path + "/edit", "/ui/standing-bots"))
                .allSatisfy(page ->
                        assertThat(Browser.ofAdmin().get(page).asString()).doesNotContain(SECRET, "Bearer"));
        assertThat(Database.text("select credentials from standing_bots where category = $1", category))
                .doesNotContain(SECRET);
    }

    @Test
    void what_is_wrong_is_said_at_each_field_and_the_rest_stays_but_for_the_credentials() {
        Map<String, String> fields = generic("ftp://" + EVIL, "headers", "No name " + SECRET);
        fields.put("name", "");
        fields.put("expect_status", "many");
        fields.put("expect_body", EVIL);

        Response answer = Browser.ofAdmin().post("/ui/standing-bots", fields);

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select(".problem").eachAttr("id"))
                .contains("name-problem", "base_url-problem", "expect_status-problem", "headers-problem");
        assertThat(page.select("input#expect_body").attr("value")).isEqualTo(EVIL);
        assertThat(page.select("input#category").attr("value")).isEqualTo(category);
        assertThat(page.select("script:not([src]), img")).isEmpty();
        assertThat(answer.asString()).doesNotContain(SECRET);
    }

    @Test
    void an_edit_keeps_the_credentials_that_are_not_typed_anew() throws IOException {
        Browser admin = Browser.ofAdmin();
        Map<String, String> fields = generic(service(), "headers", "Authorization: " + SECRET);
        String path = admin.post("/ui/standing-bots", fields).header("Location").replaceFirst("\\?.*", "");
        String sealed = credentials();
        fields.put("headers", "");
        fields.put("name", "Renamed");

        Response renamed = admin.post(path + "/edit", fields);

        assertThat(renamed.header("Location")).isEqualTo(path + "?said=standing-changed");
        assertThat(admin.page(path).select("h1").text()).isEqualTo("Renamed");
        assertThat(credentials()).isEqualTo(sealed);
        fields.put("headers", "Authorization: another");
        admin.post(path + "/edit", fields);
        assertThat(credentials()).isNotEqualTo(sealed).isNotNull();
        fields.put("no_headers", "true");
        admin.post(path + "/edit", fields);
        assertThat(credentials()).isNull();
    }

    @Test
    void it_is_stopped_started_paused_checked_and_deleted() throws IOException {
        Browser admin = Browser.ofAdmin();
        String path = admin.post("/ui/standing-bots", generic(service()))
                .header("Location")
                .replaceFirst("\\?.*", "");
        awaitBadge(path, "Connected");

        assertThat(admin.post(path + "/check", Map.of()).header("Location"))
                .isEqualTo(path + "?said=connection-checked");
        assertThat(admin.post(path + "/stop", Map.of()).header("Location"))
                .isEqualTo(path + "?said=connection-stopped");
        Document stopped = admin.page(path);
        assertThat(stopped.select("#s-now .badge").eachText()).containsExactly("Active", "Disconnected");
        assertThat(stopped.select("#s-message").text()).isEqualTo("Bot stopped manually");
        assertThat(stopped.select("#s-head button").eachText()).containsExactly("Start");
        admin.post(path + "/start", Map.of());
        awaitBadge(path, "Connected");
        admin.post(path + "/pause", Map.of());
        assertThat(admin.page(path).select("#s-now .badge").eachText())
                .containsExactly("Active", "Paused", "Disconnected");
        admin.post(path + "/start", Map.of());
        assertThat(admin.post(path + "/restart", Map.of()).header("Location"))
                .isEqualTo(path + "?said=connection-restarted");
        awaitBadge(path, "Connected");
        assertThat(admin.post(path + "/delete", Map.of()).header("Location"))
                .isEqualTo("/ui/standing-bots?said=standing-deleted");
        assertThat(admin.get(path).statusCode()).isEqualTo(404);
        assertThat(admin.getPart(path).header("HX-Redirect"))
                .as("whoever watches it still is led to the list")
                .isEqualTo("/ui/standing-bots");
    }

    @Test
    void what_cannot_be_done_is_said_on_the_page_that_it_was_asked_on() {
        Browser admin = Browser.ofAdmin();
        long id = kept("Idle", Status.DISCONNECTED, "Bot is not active");
        Database.run("update standing_bots set is_active = false where id = $1", id);

        Response answer = admin.post(StandingPage.path(id) + "/start", Map.of());

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(page.select(".notice.bad").text()).contains("not active");
        assertThat(page.select("#s-now .badge").eachText()).containsExactly("Inactive", "Disconnected");
        assertThat(admin.get(StandingPage.path(id) + "/start").header("Location"))
                .isEqualTo(StandingPage.path(id));
    }

    @Test
    void a_name_and_a_message_that_hold_a_script_are_text() {
        long id = kept(EVIL, Status.CONNECTION_ERROR, EVIL);

        for (String path : List.of("/ui/standing-bots", StandingPage.path(id), StandingPage.path(id) + "/edit")) {
            Document page = Browser.ofAdmin().page(path);
            assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
            assertThat(page.text()).contains("<script>alert('x')</script>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/new", "/%d", "/%d/edit"})
    void users_see_none_of_it(String path) {
        long id = kept("Ladder", Status.CONNECTED, null);

        Response answer = Browser.of(User.withLimit(1)).get("/ui/standing-bots" + path.formatted(id));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString()).doesNotContain("Ladder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "stop", "restart", "pause", "check", "edit", "delete"})
    void a_user_orders_nothing_and_an_admin_nothing_without_the_forms_token(String order) {
        long id = kept("Ladder", Status.CONNECTED, null);
        String path = StandingPage.path(id) + "/" + order;

        assertThat(Browser.of(User.withLimit(1))
                        .post(path, generic("https://example.org"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Browser.ofAdmin()
                        .request()
                        .formParams(generic("https://example.org"))
                        .post(path)
                        .statusCode())
                .isEqualTo(403);
        assertThat(Database.number("select revision from standing_bots where id = $1", id))
                .isEqualTo(1);
    }

    private static void awaitBadge(String path, String word) {
        Awaitility.await(word)
                .untilAsserted(() -> assertThat(Browser.ofAdmin()
                                .page(path)
                                .select("#s-now .badge")
                                .eachText())
                        .contains(word));
    }

    private String credentials() {
        return Database.text("select credentials from standing_bots where category = $1", category);
    }

    private String service() throws IOException {
        Answering service = Answering.at(0);
        services.add(service);
        return service.url();
    }

    /** The form of a generic bot; {@code more} is names and values in turn. */
    private Map<String, String> generic(String url, String... more) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "connector", "generic", "category", category, "name", "Chat", "base_url", url, "is_active", "true"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    /** A bot that another replica keeps, so that nobody here touches it. */
    private long kept(String name, Status status, String message) {
        return Database.number("""
                insert into standing_bots (
                    connector, category, name, base_url, status, status_message, stopped_at, status_until, owner,
                    lease_until, last_connected_at)
                values ('a-kept', $1, $2, 'https://example.org', $3::smallint, nullif($4, ''),
                        case when $3::smallint = 4 then now() end, now() + interval '1 day', gen_random_uuid(),
                        now() + interval '1 day', now())
                returning id
                """, category, name, (short) status.number(), message == null ? "" : message);
    }

    private static void history(long id, String ago, Status status) {
        Database.run("""
                insert into connection_history (bot_id, at, from_status, status, message, source, generation)
                values ($1, now() - $2::text::interval, 0, $3::smallint, $4, 'connector', 1)
                """, id, ago, (short) status.number(), "Why of " + status);
    }
}
