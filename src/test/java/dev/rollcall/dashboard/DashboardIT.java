package dev.rollcall.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do with the dashboard, in a real browser, with real bots. */
@NeedsChromium
class DashboardIT {

    private static LocalServices local;
    private static PackagedService service;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        local = LocalServices.another();
        service = PackagedService.launch(ShortLimits.environment(local), ShortLimits.settings(local))
                .awaitReady()
                .asTarget();
        chromium = Chromium.start();
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
        try (Tab tab = tab().loggedIn(user.key())
                .remembering()
                .expecting("net::ERR_")
                .expecting("htmx:sendError")
                .expecting("status of 503")
                .expecting("htmx:responseError")) {
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
        try (Tab tab = tab().loggedIn(user.key()).expecting("status of 401").expecting("htmx:responseError")) {
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
}
