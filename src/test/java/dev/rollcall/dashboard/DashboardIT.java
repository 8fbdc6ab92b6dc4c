package dev.rollcall.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with the dashboard, in a real browser, with real bots. */
@NeedsChromium
class DashboardIT {

    private static LocalServices local;
    private static PackagedService service;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        local = LocalServices.another();
        service = PackagedService.launch(ShortLimits.environment(local), settings())
                .awaitReady()
                .asTarget();
        chromium = Chromium.start();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = ShortLimits.settings(local);
        settings.put("rollcall.pipeline.settle", "1s");
        settings.put("rollcall.standing.allow-http", "true");
        settings.put("rollcall.standing.allow-private-hosts", "true");
        settings.put("rollcall.standing.interval", "1s");
        settings.put("rollcall.standing.backoff", "200ms");
        settings.put("rollcall.standing.longest-backoff", "1s");
        return settings;
    }

    @AfterAll
    static void stop() {
        chromium.close();
        service.close();
        local.close();
    }

    private static Tab tab() {
        return chromium.tab(service.baseUrl());
    }

    private static long playing(User user, String nativeId, String simulate) {
        return user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"simulate\": %s}"
                        .formatted(nativeId, simulate))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    private static void await(User user, long meeting, String status) {
        Awaitility.await(status)
                .atMost(Chromium.PATIENCE)
                .until(() -> user.status(meeting).equals(status));
    }

    @Test
    void aWrongKeyIsToldInOneSentenceAndOpensNothing() {
        try (Tab tab = tab().expecting("status of 401")) {
            tab.logIn("no-such-key");

            assertThat(tab.page().getByRole(AriaRole.ALERT)).hasCount(1);
            assertThat(tab.page().getByLabel("API key or admin token")).isFocused();
            assertThat(tab.page().getByLabel("API key or admin token")).hasValue("");
            assertThat(tab.page().context().cookies()).isEmpty();
            tab.go("/ui/meetings");
            assertThat(tab.heading()).hasText("Log in");
        }
    }

    @Test
    void whoLogsInLandsWhereItWasWanted() {
        try (Tab tab = tab()) {
            tab.go("/ui/meetings?status=active");
            tab.page()
                    .getByLabel("API key or admin token")
                    .fill(User.withLimit(1).key());

            tab.button("Log in").click();

            assertThat(tab.page()).hasURL(Pattern.compile(".*/ui/meetings\\?status=active$"));
            assertThat(tab.page().getByLabel("Status")).hasValue("active");
            tab.awaitLive();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBotIsSentWatchedAndStopped(boolean phone) {
        User user = User.withLimit(1);
        String meeting = User.newMeet();
        try (Tab tab = (phone ? phone() : tab()).loggedIn(user.key())) {
            tab.choose("Send a bot");
            tab.page().getByLabel("Meeting link").fill("https://meet.google.com/" + meeting);

            tab.button("Send the bot").click();

            Locator head = tab.page().locator("#m-head");
            assertThat(head).containsText(meeting);
            tab.awaitLive().remembering();
            assertThat(head).containsText("Active");
            tab.assertSameDocument();
            tab.assertFitsItsWidth();
            tab.button("Stop").click();
            assertThat(tab.button("Stop")).hasCount(0);
            tab.awaitLive().remembering();
            assertThat(head).containsText("Completed");
            tab.assertSameDocument();
            assertThat(tab.page().locator("#m-steps .step")).not().hasCount(0);
        }
    }

    private static Tab phone() {
        return chromium.tab(
                service.baseUrl(),
                new NewContextOptions()
                        .setViewportSize(360, 740)
                        .setIsMobile(true)
                        .setHasTouch(true)
                        .setDeviceScaleFactor(2));
    }

    @Test
    void aBotIsSentAndStoppedWithTheKeyboardAlone() {
        User user = User.withLimit(1);
        String meeting = User.newMeet();
        try (Tab tab = tab()) {
            Keyboard keyboard = tab.go("/").page().keyboard();
            assertThat(tab.page().getByLabel("API key or admin token")).isFocused();
            keyboard.type(user.key());
            keyboard.press("Enter");
            tab.awaitLive();

            keyboard.press("Tab");
            assertThat(tab.link("Skip to the content")).isFocused();
            assertThat(tab.link("Skip to the content")).isInViewport();
            keyboard.press("Enter");
            assertThat(tab.page().locator("#main")).isFocused();

            tab.go("/ui/meetings").tabTo(tab.page().locator("nav.tabs a[href='/ui/send']"));
            keyboard.press("Enter");
            assertThat(tab.heading()).hasText("Send a bot");
            tab.tabTo(tab.page().getByLabel("Meeting link"));
            keyboard.type("https://meet.google.com/" + meeting);
            tab.tabTo(tab.button("Send the bot"));
            keyboard.press("Enter");

            assertThat(tab.heading()).containsText(meeting);
            tab.tabTo(tab.button("Stop"));
            assertThat(tab.page().locator("#m-head")).containsText("Active");
            assertThat(tab.button("Stop")).isFocused(); // what is new on the page takes the focus from nobody
            keyboard.press("Enter");
            assertThat(tab.page().locator("#m-head")).containsText("Completed");
        }
    }

    @Test
    void aFormThatIsWrongSaysWhereAndKeepsTheRest() {
        try (Tab tab = tab().loggedIn(User.withLimit(1).key()).expecting("status of 422")) {
            tab.choose("Send a bot");
            tab.page().getByLabel("Meeting link").fill("https://example.org/no-meeting");
            tab.page().getByLabel("Name in the meeting").fill("Scribe");

            tab.button("Send the bot").click();

            assertThat(tab.page().getByLabel("Meeting link")).hasAttribute("aria-invalid", "true");
            assertThat(tab.page().locator("#meeting_url-problem")).isVisible();
            assertThat(tab.page().getByLabel("Name in the meeting")).hasValue("Scribe");
        }
    }

    @Test
    void anAdminMakesAUserWhoseKeyIsShownOnceAndOpensUntilItIsRevoked() {
        String email = "new-" + System.nanoTime() + "@example.org";
        try (Tab admin = tab().loggedIn("admin").choose("Users");
                Tab user = tab().expecting("status of 401").expecting("Response Status Error Code 401")) {
            admin.page().getByText("New user").click();
            admin.page().locator("#new-user").getByLabel("Email").fill(email);
            admin.button("Create the user").click();
            assertThat(admin.heading()).hasText(email);
            admin.page().getByLabel("Name (what it is for)").fill("laptop");
            admin.button("Make the key").click();
            String key = admin.page().getByLabel("The API key").textContent();
            admin.link("I have it").click();
            assertThat(admin.page().locator("body")).not().containsText(key);

            user.loggedIn(key);
            assertThat(user.heading()).hasText("Meetings");

            admin.go("/ui/users").link(email).click();
            Locator row = admin.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("laptop"));
            row.getByText("Revoke", new Locator.GetByTextOptions().setExact(true))
                    .click();
            admin.button("Revoke this key").click();
            assertThat(row).hasCount(0);
            assertThat(user.heading()).hasText("Log in"); // by itself
        }
    }

    @Test
    void aDrainedFleetTakesNoBotsAndSaysWhy() {
        User user = User.withLimit(1);
        try (Tab tab = tab().loggedIn("admin").choose("Operations")) {
            tab.page().getByLabel("Why (users read it)").fill("The cluster is upgraded.");
            tab.button("Drain the fleet").click();
            assertThat(tab.page().locator("#drain-state")).containsText("Drained");
            user.send(User.newMeet()).then().statusCode(503);
            tab.choose("Fleet");
            assertThat(tab.page().getByText("The cluster is upgraded.")).isVisible();

            tab.choose("Operations").button("Open the fleet again").click();

            assertThat(tab.page().locator("#drain-state")).containsText("New bots are accepted");
            String meeting = User.newMeet();
            playing(user, meeting, "{\"step_ms\": 200}");
            user.stop(meeting).then().statusCode(202);
        } finally {
            User.admin().body("{\"draining\": false}").put("/admin/drain");
        }
    }

    @Test
    void whatAPageDoesWrongIsHeard() {
        Tab tab = tab().go("/ui/login");
        tab.page().evaluate("console.error('a complaint')");
        tab.page().evaluate("setTimeout(() => { throw new Error('thrown away') })");
        tab.page()
                .evaluate(
                        "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/x.png' }))");

        Awaitility.await().atMost(Chromium.PATIENCE).untilAsserted(() -> {
            tab.page().evaluate("0"); // what was said is heard while something is asked
            assertThat(tab.complaints()).anyMatch(said -> said.contains("a complaint"));
            assertThat(tab.complaints()).anyMatch(said -> said.contains("thrown away"));
            assertThat(tab.complaints()).anyMatch(said -> said.contains("forbidden by the policy: img-src"));
        });
        assertThatThrownBy(tab::close).isInstanceOf(AssertionError.class);
    }

    @Test
    void theOwnListFollowsABotWithoutReload() {
        User user = User.withLimit(1);
        String meeting = User.newMeet();
        try (Tab tab = tab().loggedIn(user.key()).remembering()) {
            assertThat(tab.page().getByText("No meetings yet")).isVisible();

            long id = playing(user, meeting, "{\"step_ms\": 200}");

            Locator row = tab.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(meeting));
            assertThat(row).containsText("Active");
            user.stop(meeting).then().statusCode(202);
            assertThat(row).containsText("Completed");
            tab.assertSameDocument();
            await(user, id, "completed");
        }
    }

    @Test
    void theFleetCountsLive() {
        User user = User.withLimit(2);
        String meeting = User.newMeet();
        try (Tab tab = tab().loggedIn("admin").remembering()) {
            Locator active = tab.page().locator("#tile-active .tile-count");
            int before = Integer.parseInt(active.textContent());

            playing(user, meeting, "{\"step_ms\": 200}");

            assertThat(active).hasText(String.valueOf(before + 1));
            user.stop(meeting).then().statusCode(202);
            assertThat(active).hasText(String.valueOf(before));
            tab.assertSameDocument();
        }
    }

    @Test
    void aServiceThatWasAwayIsFoundAgainAndWhatWasMissedIsShown() {
        User user = User.withLimit(1);
        String meeting = User.newMeet();
        try (Tab tab = tab().loggedIn(user.key()).remembering()) {
            tab.expecting("net::ERR_").expecting("htmx:sendError").expecting("htmx:afterRequest");
            tab.expecting("status of 503").expecting("Response Status Error Code 503");
            service.kill();
            assertThat(tab.page().locator("#link-state")).hasText("Reconnecting");

            service.start().awaitReady();

            playing(user, meeting, "{\"step_ms\": 200}");
            tab.awaitLive();
            assertThat(tab.page().locator("#found")).containsText(meeting);
            assertThat(tab.page().locator("#found")).containsText("Active");
            assertThat(tab.page().locator("#trouble")).isHidden();
            tab.assertSameDocument();
            user.stop(meeting).then().statusCode(202);
        }
    }

    @Test
    void anotherUserSeesNothing() {
        User owner = User.withLimit(1);
        String meeting = User.newMeet();
        long id = playing(owner, meeting, "{\"scenario\": \"early_exit\"}");
        await(owner, id, "failed");
        try (Tab tab = tab().loggedIn(User.withLimit(1).key()).expecting("status of 404")) {
            assertThat(tab.page().getByText("No meetings yet")).isVisible();

            tab.go("/ui/meetings/" + id);

            assertThat(tab.heading()).hasText("Not found");
            assertThat(tab.page().locator("body")).not().containsText(meeting);
            tab.expecting("status of 403").go("/ui/fleet");
            assertThat(tab.heading()).hasText("Not allowed");
        }
    }

    @Test
    void aRevokedKeyEndsTheOpenPage() {
        User user = User.withLimit(1);
        try (Tab tab =
                tab().loggedIn(user.key()).expecting("status of 401").expecting("Response Status Error Code 401")) {
            long token =
                    User.admin().get("/admin/users/" + user.id()).jsonPath().getLong("api_tokens[0].id");
            User.admin().delete("/admin/tokens/" + token).then().statusCode(204);

            tab.page().getByLabel("Platform").selectOption("zoom");

            assertThat(tab.heading()).hasText("Log in");
            tab.go("/ui/meetings");
            assertThat(tab.heading()).hasText("Log in");
        }
    }

    @Test
    void timesAreThoseOfTheViewersZone() {
        User user = User.withLimit(1);
        long id = playing(user, User.newMeet(), "{\"scenario\": \"early_exit\"}");
        Instant created = Instant.parse(user.meeting(id).path("created_at"));
        for (String zone : new String[] {"Asia/Kathmandu", "America/New_York"}) {
            NewContextOptions there = new NewContextOptions().setTimezoneId(zone);
            try (Tab tab = chromium.tab(service.baseUrl(), there).loggedIn(user.key())) {
                String local = DateTimeFormatter.ofPattern("HH:mm:ss")
                        .withZone(ZoneId.of(zone))
                        .format(created);

                assertThat(tab.page().locator("#found time[data-time=ago]"))
                        .hasAttribute("title", Pattern.compile(".*" + local + ".*"));
            }
        }
        await(user, id, "failed");
    }

    @Test
    void minutesAreTakenStepByStepWithoutReloadAndATaskLeadsToItsWords() {
        User user = User.withLimit(1);
        String meeting = User.newMeet();
        try (Tab tab = tab().loggedIn(user.key()).choose("Minutes")) {
            tab.button("Make them for every meeting").click();
            assertThat(tab.page()
                            .getByRole(AriaRole.STATUS)
                            .filter(new Locator.FilterOptions().setHasText("from now on")))
                    .isVisible();
            tab.page().getByLabel("Meeting link").fill("https://meet.google.com/" + meeting);
            tab.page().getByLabel("Name of the bot").fill("Scribe");

            tab.button("Take minutes").click();

            assertThat(tab.heading()).containsText(meeting);
            tab.awaitLive().remembering();
            Locator now = tab.page().locator(".stage.is-now .stage-word");
            assertThat(now).hasText("Connected");
            long id = Long.parseLong(tab.page().url().replaceFirst(".*/", ""));
            say(id, "Good morning.", "I will send the report by Friday.");
            assertThat(tab.page().locator(".spoken")).containsText("I will send the report by Friday.");
            user.stop(meeting).then().statusCode(202);
            assertThat(now).hasText("Done");
            Locator task = tab.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("report"));
            assertThat(task).isVisible();
            task.getByRole(AriaRole.LINK).click();
            assertThat(tab.page().locator(".spoken li:target")).containsText("I will send the report by Friday.");
            tab.assertSameDocument();
        }
    }

    /** In the name of whoever transcribes. */
    private static void say(long meeting, String... sentences) {
        for (int i = 0; i < sentences.length; i++) {
            LivingFleet.execute(local, """
                    insert into transcriptions (
                        meeting_id, user_id, session_uid, segment_key, start_time, end_time, start_at, text, speaker,
                        language, completed)
                    select id, user_id, 'said', 'said:%1$d', %1$d * 5, %1$d * 5 + 4,
                           created_at + %1$d * interval '5 seconds', '%2$s', 'Ada', 'en', true
                    from meetings
                    where id = %3$d
                    """.formatted(i, sentences[i], meeting));
        }
    }

    @Test
    void aStandingBotIsMadeAndItsConnectionIsWatchedLostAndFoundAgainWithoutReload() throws IOException {
        try (Answering chat = Answering.at(0);
                Tab tab = tab().loggedIn("admin").choose("Standing bots")) {
            tab.link("New standing bot").click();
            tab.page().getByLabel("Connector").selectOption("generic");
            assertThat(tab.page().getByLabel("Client secret")).isHidden();
            tab.page().getByLabel("Category").fill("chat");
            tab.page().getByLabel("Name", exactly()).fill("Announcements");
            tab.page().getByLabel("Address of the service").fill(chat.url());
            tab.page().getByLabel("Headers").fill("Authorization: Bearer geheim");
            tab.button("Create the bot").click();

            assertThat(tab.heading()).hasText("Announcements");
            tab.awaitLive().remembering();
            Locator badges = tab.page().locator("#s-now .badges");
            assertThat(badges).containsText("Connected");
            chat.close();
            assertThat(badges).containsText("Connection error");
            try (Answering again = Answering.at(chat.port())) {
                assertThat(again.url()).isEqualTo(chat.url());
                assertThat(badges).containsText("Connected");
                tab.assertSameDocument();
                assertThat(tab.page().locator("#s-history tbody tr")).not().hasCount(0);
                assertThat(tab.page().locator("body")).not().containsText("geheim");
                tab.button("Check now").click();
                assertThat(tab.page().getByText("Checked just now")).isVisible();
                tab.awaitLive().button("Stop").click();
                assertThat(badges).containsText("Disconnected");
                assertThat(tab.page().locator("#s-message")).hasText("Bot stopped manually");
                tab.button("Start").click();
                assertThat(badges).containsText("Connected");
            }
            tab.page().locator("#s-delete summary").click();
            tab.button("Yes, delete it").click();
            assertThat(tab.page().getByText("Announcements")).hasCount(0);
        }
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    @Test
    void whatABadgeSaysIsReachedByKeyboardAndGoesByEscape() throws IOException {
        int port;
        try (Answering once = Answering.at(0)) {
            port = once.port();
        }
        User.admin()
                .body(Map.of(
                        "connector",
                        "generic",
                        "category",
                        "keys",
                        "name",
                        "Nobody there",
                        "base_url",
                        "http://127.0.0.1:" + port + "/"))
                .post("/standing-bots")
                .then()
                .statusCode(201);
        try (Tab tab = tab().loggedIn("admin").choose("Standing bots")) {
            Locator row =
                    tab.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Nobody there"));
            Locator badge =
                    row.getByRole(AriaRole.LINK).filter(new Locator.FilterOptions().setHasText("Connection error"));
            Locator tip = row.locator("[role=tooltip]");
            assertThat(badge).isVisible();
            assertThat(tip).isHidden();

            tab.tabTo(badge);

            assertThat(tip).isVisible();
            assertThat(badge).hasAccessibleDescription(Pattern.compile(".{10,}"));
            tab.assertFitsItsWidth();
            tab.page().keyboard().press("Escape");
            assertThat(tip).isHidden();
            badge.hover();
            tab.page().keyboard().press("Enter");
            assertThat(tab.heading()).hasText("Nobody there");
        }
    }
}
