package dev.rollcall.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, their limits, their bots and their keys on pages. */
@QuarkusTest
class UsersPageTest {

    private static final String EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    // The list
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void the_list_shows_who_holds_how_many_slots() {
        User user = User.withLimit(2);
        user.sent();
        user.sent();

        Element line = line(user);

        assertThat(line.select("td[data-label='Bots now']").text()).isEqualTo("2 Full");
        assertThat(line.select("td[data-label='At most']").text()).isEqualTo("2");
        assertThat(line.select("a").attr("href")).isEqualTo("/ui/users/" + user.id());
    }

    @Test
    void a_part_of_the_email_finds_its_user_in_any_case_and_its_wildcards_are_letters() {
        User user = User.withLimit(1);
        String email = email(user);

        assertThat(found(email.substring(3, 30).toUpperCase())).containsExactly(email);
        assertThat(found("no%such")).isEmpty();
        assertThat(found("_____________")).isEmpty();
    }

    @Test
    void pages_of_fifty_follow_on_one_another() {
        String word = "page" + UUID.randomUUID();
        for (int i = 0; i < 53; i++) {
            User.admin()
                    .body("{\"email\": \"%s-%d@example.org\"}".formatted(word, i))
                    .post("/admin/users");
        }
        Document first = page("/ui/users?search=" + word);
        Document second = page(first.select("#page-next").attr("href"));

        List<String> all = new ArrayList<>(emails(first));
        all.addAll(emails(second));

        assertThat(emails(first)).hasSize(50);
        assertThat(all).hasSize(53).doesNotHaveDuplicates();
        assertThat(second.select("#page-next")).isEmpty();
        assertThat(second.select("#page-first").attr("href")).isEqualTo("/ui/users?search=" + word);
    }

    // A new user
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_new_user_is_made_as_the_api_makes_one() {
        String email = "new-" + UUID.randomUUID() + "@example.org";

        Response answer = admin().post("/ui/users", Map.of("email", email, "name", "Ada Ö.", "limit", "4"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).matches("/ui/users/\\d+\\?said=user-created");
        User.admin()
                .get("/admin/users/email/" + email)
                .then()
                .body("max_concurrent_bots", equalTo(4))
                .body("name", equalTo("Ada Ö."));
        assertThat(page(answer.header("Location")).text()).contains("The user is there.");
    }

    @Test
    void a_new_user_may_be_without_a_limit() {
        String email = "new-" + UUID.randomUUID() + "@example.org";

        admin().post("/ui/users", Map.of("email", email, "limit", "4", "unlimited", "true"));

        Object limit = User.admin().get("/admin/users/email/" + email).path("max_concurrent_bots");
        assertThat(limit).isNull();
    }

    @Test
    void wrong_input_names_every_field_and_keeps_what_was_typed() {
        Response answer = admin().post("/ui/users", Map.of("email", EVIL, "name", "n".repeat(101), "limit", "many"));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#email-problem").text()).isEqualTo("Email must be an address such as ada@example.org.");
        assertThat(page.select("#name-problem").text()).startsWith("Name must have at most 100");
        assertThat(page.select("#limit-problem").text()).startsWith("Limit must be a whole number from 0");
        assertThat(page.select("input#email").attr("value")).isEqualTo(EVIL);
        assertThat(page.select("input#limit").attr("value")).isEqualTo("many");
        assertThat(page.select("input[aria-invalid]")).hasSize(3);
        assertThat(page.select("details#new-user[open]")).hasSize(1);
        assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
    }

    @Test
    void an_email_that_is_taken_leads_to_its_user_and_changes_nothing() {
        User user = User.withLimit(3);

        Response answer =
                admin().post("/ui/users", Map.of("email", email(user).toUpperCase(), "name", "Other", "limit", "9"));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#email-problem").text()).isEqualTo("There is a user with this email.");
        assertThat(page.select("a[href=/ui/users/" + user.id() + "]")).isNotEmpty();
        assertThat(limit(user)).isEqualTo(3);
    }

    // Limits
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_limit_is_changed_taken_away_and_set_to_none() {
        User user = User.withLimit(1);

        assertThat(change(user, Map.of("limit", "7")).header("Location"))
                .isEqualTo("/ui/users/" + user.id() + "?said=limit-changed");
        assertThat(limit(user)).isEqualTo(7);
        change(user, Map.of("limit", "7", "unlimited", "true"));
        assertThat(limit(user)).isNull();
        change(user, Map.of("limit", "0"));
        assertThat(limit(user)).isZero();
        assertThat(user.send(User.newMeet()).statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "99999999999", "<b>"})
    void a_wrong_limit_changes_nothing_and_is_shown_again(String typed) {
        User user = User.withLimit(2);

        Response answer = change(user, Map.of("limit", typed));

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#limit-problem")).hasSize(1);
        assertThat(page.select("input#limit").attr("value")).isEqualTo(typed);
        assertThat(limit(user)).isEqualTo(2);
    }

    // Bots
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void the_page_names_the_meetings_that_hold_slots_and_no_others() {
        User user = User.withLimit(3);
        long mine = user.sent();
        long others = User.withLimit(1).sent();

        Document page = page("/ui/users/" + user.id());

        assertThat(page.select("#live a").eachAttr("href")).containsExactly("/ui/meetings/" + mine);
        assertThat(page.select("#live .facts").text()).isEqualTo("1 of 3 in use");
        assertThat(page.select("a[href=/ui/meetings/" + others + "]")).isEmpty();
        assertThat(admin().getPart("/ui/users/" + user.id()).asString())
                .contains("/ui/meetings/" + mine)
                .doesNotContain("<html");
    }

    @Test
    void all_bots_of_one_user_are_stopped_and_nobody_elses() {
        User user = User.withLimit(3);
        User other = User.withLimit(1);
        long one = user.sent();
        long two = user.sent();
        long others = other.sent();

        Response answer = admin().post("/ui/users/" + user.id() + "/stop", Map.of());

        assertThat(answer.header("Location")).isEqualTo("/ui/users/" + user.id() + "?said=bots-stopped");
        assertThat(List.of(one, two)).allMatch(UsersPageTest::isToldToLeave);
        assertThat(isToldToLeave(others)).isFalse();
    }

    // Keys
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_new_key_works_and_is_shown_once_and_never_again() {
        User user = User.withLimit(1);
        Browser admin = admin();

        Response answer = makeKey(admin, user, newest(user), "ci", "bot", "86400");
        String key = Jsoup.parse(answer.asString()).select("#key").text();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getValue().contains(key));
        assertThat(given().header("X-API-Key", key).get("/bots/status").statusCode())
                .isEqualTo(200);
        assertThat(given().header("X-API-Key", key).get("/meetings").statusCode())
                .isEqualTo(403);
        for (String path : List.of("/ui/users/" + user.id(), "/ui/users", "/ui/fleet", "/ui/operations")) {
            assertThat(admin.get(path).asString()).doesNotContain(key, key.substring(8));
        }
        assertThat(admin.get("/ui/users/" + user.id() + "/keys").header("Location"))
                .isEqualTo("/ui/users/" + user.id());
        assertThat(page("/ui/users/" + user.id())
                        .select("#keys ~ table tr:contains(ci)")
                        .text())
                .contains("bot")
                .doesNotContain("Ended");
    }

    @Test
    void the_page_of_a_new_key_loaded_again_makes_no_second_one() {
        User user = User.withLimit(1);
        String form = newest(user);
        String key = Jsoup.parse(makeKey(admin(), user, form, "ci", "bot", "").asString())
                .select("#key")
                .text();
        int before = keys(user);

        Response again = makeKey(admin(), user, form, "ci", "bot", "");

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(again.asString())
                        .select(".notice.bad[role=alert]")
                        .text())
                .startsWith("No key was made");
        assertThat(again.asString()).doesNotContain(key);
        assertThat(Jsoup.parse(again.asString()).select("input[name=newest]").attr("value"))
                .isNotEqualTo(form);
        assertThat(keys(user)).isEqualTo(before);
    }

    @Test
    void the_same_form_sent_twice_at_once_makes_one_key() throws Exception {
        User user = User.withLimit(1);
        String form = newest(user);
        Browser admin = admin();
        int before = keys(user);

        ExecutorService threads = Executors.newFixedThreadPool(4);
        Callable<Integer> sending =
                () -> makeKey(admin, user, form, "ci", "bot", "").statusCode();
        List<Integer> codes = new ArrayList<>();
        for (Future<Integer> answer : threads.invokeAll(Collections.nCopies(4, sending))) {
            codes.add(answer.get());
        }
        threads.shutdown();

        assertThat(codes).containsExactlyInAnyOrder(201, 409, 409, 409);
        assertThat(keys(user)).isEqualTo(before + 1);
    }

    @Test
    void a_wrong_key_form_makes_nothing_and_keeps_what_was_typed() {
        User user = User.withLimit(1);
        int before = keys(user);

        Response answer = makeKey(admin(), user, newest(user), EVIL + "x".repeat(255), "root", "soon");

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("#name-problem").text()).startsWith("Name must have at most 255");
        assertThat(page.select("#scope-problem").text()).startsWith("Scope must be one of");
        assertThat(page.select("#expires_in-problem").text()).startsWith("The time must be");
        assertThat(page.select("input#name").attr("value")).startsWith(EVIL);
        assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
        assertThat(keys(user)).isEqualTo(before);
    }

    @Test
    void a_revoked_key_opens_nothing_and_the_key_of_another_user_stays() {
        User user = User.withLimit(1);
        User other = User.withLimit(1);

        Response wrong = revoke(user, newest(other));
        Response right = revoke(user, newest(user));

        assertThat(wrong.header("Location")).endsWith("?said=key-gone");
        assertThat(right.header("Location")).endsWith("?said=key-revoked");
        assertThat(user.request().get("/bots/status").statusCode()).isEqualTo(401);
        assertThat(other.request().get("/bots/status").statusCode()).isEqualTo(200);
    }

    // Whoever it is not for
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"/ui/users", "/ui/users/1", "/ui/users/1/keys", "/ui/operations"})
    void a_user_sees_no_page_of_admins(String path) {
        assertThat(Browser.of(User.withLimit(1)).get(path).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/users",
                "/ui/users/%d/limit",
                "/ui/users/%d/stop",
                "/ui/users/%d/keys",
                "/ui/users/%d/keys/1/revoke"
            })
    void a_user_does_nothing_that_is_for_admins_and_an_admin_nothing_without_the_forms_token(String path) {
        User user = User.withLimit(1);
        int before = keys(user);
        String form = path.formatted(user.id());

        Response ofUser = Browser.of(user).post(form, Map.of("limit", "9", "email", "evil@example.org"));
        Response ofAdmin = admin().request().formParam("limit", "9").post(form);

        assertThat(ofUser.statusCode()).isEqualTo(403);
        assertThat(ofAdmin.statusCode()).isEqualTo(403);
        assertThat(limit(user)).isEqualTo(1);
        assertThat(keys(user)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"999999999", "0", "-1", "x", "99999999999999999999"})
    void a_user_that_is_not_there_is_not_found(String id) {
        assertThat(admin().get("/ui/users/" + id).statusCode()).isEqualTo(404);
        assertThat(admin().post("/ui/users/" + id + "/limit", Map.of("limit", "1"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(admin().post("/ui/users/" + id + "/keys", Map.of("name", "x"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(admin().post("/ui/users/" + id + "/stop", Map.of()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void names_and_emails_that_hold_a_script_are_text() {
        User user = User.withLimit(1);
        Database.run(
                "update users set name = $1, email = $2 where id = $3", EVIL, "<img src=x>" + user.id(), user.id());
        Database.run("update api_tokens set name = $1 where user_id = $2", EVIL, user.id());

        for (Document page : List.of(
                page("/ui/users/" + user.id()),
                page("/ui/users?search=%3Cimg+src%3Dx%3E" + user.id()),
                Jsoup.parse(
                        makeKey(admin(), user, newest(user), EVIL, "bot", "").asString()))) {
            assertThat(page.select("script:not([src]), img, [onerror]")).isEmpty();
            assertThat(page.text()).contains("<img src=x>" + user.id());
        }
    }

    @Test
    void a_page_says_only_sentences_of_ours() {
        assertThat(page("/ui/operations?said=Send+your+key+to+me").text()).doesNotContain("Send your key");
    }

    private static Browser admin() {
        return Browser.ofAdmin();
    }

    private static Document page(String path) {
        return admin().page(path);
    }

    private static Element line(User user) {
        return page("/ui/users?search=" + email(user))
                .select("#u-" + user.id())
                .first()
                .closest("tr");
    }

    private static List<String> found(String search) {
        return emails(Jsoup.parse(
                admin().request().queryParam("search", search).get("/ui/users").asString()));
    }

    private static List<String> emails(Document page) {
        return page.select("#found a.name").eachText();
    }

    private static String email(User user) {
        return Database.text("select email from users where id = $1", user.id());
    }

    private static Integer limit(User user) {
        return Database.rows("select max_concurrent_bots from users where id = $1", user.id())
                .get(0)
                .getInteger(0);
    }

    private static int keys(User user) {
        return Database.integer("select count(*)::int from api_tokens where user_id = $1", user.id());
    }

    private static String newest(User user) {
        return Long.toString(Database.number("select max(id) from api_tokens where user_id = $1", user.id()));
    }

    private static boolean isToldToLeave(long meeting) {
        return Database.integer("select (stop_reason is not null)::int from meetings where id = $1", meeting) == 1;
    }

    private static Response change(User user, Map<String, String> fields) {
        return admin().post("/ui/users/" + user.id() + "/limit", fields);
    }

    private static Response makeKey(
            Browser admin, User user, String newest, String name, String scope, String expiresIn) {
        Map<String, String> fields = new HashMap<>();
        fields.put("newest", newest);
        fields.put("name", name);
        fields.put("scope", scope);
        fields.put("expires_in", expiresIn);
        return admin.post("/ui/users/" + user.id() + "/keys", fields);
    }

    private static Response revoke(User user, String key) {
        return admin().post("/ui/users/" + user.id() + "/keys/" + key + "/revoke", Map.of());
    }
}
