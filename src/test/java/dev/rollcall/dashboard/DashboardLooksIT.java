package dev.rollcall.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.local.LocalServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page that a link leads to, looked at as people do who are different: by day and by night, on a phone, with a screen
 * reader, by those whom movement makes ill. Leaves a picture of each in target/screenshots.
 */
@NeedsChromium
class DashboardLooksIT {

    private static final Path PICTURES = Path.of("docs", "images");

    private static LocalServices local;
    private static PackagedService service;
    private static LivingFleet fleet;
    private static Chromium chromium;

    enum Look {
        LIGHT(1280, 800, ColorScheme.LIGHT),
        DARK(1280, 800, ColorScheme.DARK),
        PHONE(360, 740, ColorScheme.LIGHT),
        DARK_PHONE(360, 740, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        Look(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }

        NewContextOptions options() {
            return new NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE);
        }

        String word() {
            return name().toLowerCase().replace('_', '-');
        }
    }

    @BeforeAll
    static void start() {
        local = LocalServices.another();
        service = PackagedService.launch(ShortLimits.environment(local), settings())
                .awaitReady()
                .asTarget();
        fleet = LivingFleet.gather(local);
        chromium = Chromium.start();
    }

    /** The usual limits: what is looked at must not be over in seconds. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(ShortLimits.settings(local));
        settings.keySet().removeIf(name -> name.startsWith("rollcall.deadlines."));
        settings.put("rollcall.deadlines.leave", "10m");
        settings.put("rollcall.deadlines.stopping", "30m");
        settings.put("rollcall.bot.heartbeat-interval", "2s");
        settings.put("rollcall.standing.enabled", "false"); // they stay as they were written
        return settings;
    }

    @AfterAll
    static void stop() {
        chromium.close();
        service.close();
        local.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyPageOfAnAdminIsGoodToLookAt(Look look) {
        try (Tab tab = tab(look).loggedIn("admin")) {
            lookAtAll(tab, look, "admin", Navigation.of(true, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPageOfAUserIsGoodToLookAt(Look look) {
        try (Tab tab = tab(look).loggedIn(fleet.ada().key())) {
            lookAtAll(tab, look, "user", Navigation.of(false, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStageOfAMeetingIsGoodToLookAt(Look look) {
        try (Tab tab = tab(look).loggedIn("admin")) {
            Map<String, Long> stages = Map.of(
                    "ended",
                    fleet.ended(),
                    "rejected",
                    fleet.rejected(),
                    "asks",
                    fleet.asks(),
                    "leaving",
                    fleet.leaving());
            stages.forEach((name, meeting) -> {
                tab.go("/ui/meetings/" + meeting).awaitLive();
                tab.page()
                        .locator("details:visible")
                        .evaluateAll("(all) => all.forEach((one) => { one.open = true; })");
                lookAt(tab, look, "meeting-" + name);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusOfAConnectionIsGoodToLookAt(Look look) {
        try (Tab tab = tab(look).loggedIn("admin").go("/ui/standing-bots").awaitLive()) {
            List<String> bots = tab.links().stream()
                    .filter(link -> link.matches("/ui/standing-bots/\\d+"))
                    .toList();
            assertThat(bots).hasSize(5);
            for (int i = 0; i < bots.size(); i++) {
                tab.go(bots.get(i)).awaitLive();
                tab.page().locator("#s-now .tipped a").focus();
                lookAt(tab, look, "connection-" + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStepOfMinutesIsGoodToLookAt(Look look) {
        Map<String, Long> steps = Map.of("asks", fleet.asks(), "rejected", fleet.rejected(), "talk", fleet.standUp());
        try (Tab tab = tab(look).loggedIn("admin")) {
            steps.forEach((name, meeting) -> {
                tab.go("/ui/minutes/" + meeting).awaitLive();
                lookAt(tab, look, "minutes-" + name);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoHasNothingYetIsToldWhatToDo(Look look) {
        try (Tab tab = tab(look).loggedIn(fleet.edsger().key())) {
            assertThat(tab.page().getByText("No meetings yet")).isVisible();
            lookAt(tab, look, "nothing-yet");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLoginAndWhatGoesWrongAreGoodToLookAt(Look look) {
        try (Tab tab = tab(look).expecting("status of 401").expecting("status of 404")) {
            tab.go("/ui/login");
            lookAt(tab, look, "login");
            tab.logIn("no-such-key");
            lookAt(tab, look, "login-refused");
            tab.loggedIn("admin").go("/ui/nothing");
            lookAt(tab, look, "not-found");
        }
    }

    private static Tab tab(Look look) {
        return chromium.tab(service.baseUrl(), look.options());
    }

    /** Follows the links, one of each kind of page. */
    private static void lookAtAll(Tab tab, Look look, String viewer, List<Navigation.Item> first) {
        SoftAssertions seen = new SoftAssertions();
        Deque<String> next = new ArrayDeque<>();
        next.add("/ui/meetings/" + fleet.standUp());
        next.add("/ui/minutes/" + fleet.ended());
        next.add("/ui/send?again=" + fleet.ended());
        first.forEach(item -> next.add(item.path()));
        if (viewer.equals("admin")) {
            next.add("/ui/users/" + fleet.ada().id());
        }
        Map<String, String> known = new LinkedHashMap<>();
        while (!next.isEmpty()) {
            String path = next.poll();
            if (known.putIfAbsent(kind(path), path) == null) {
                tab.go(path).awaitLive();
                seen.assertThatCode(() -> lookAt(
                                tab,
                                look,
                                viewer + kind(path).replace("/ui", "").replace('/', '-')))
                        .as(path)
                        .doesNotThrowAnyException();
                next.addAll(tab.links());
            }
        }
        seen.assertAll();
        assertThat(known.size()).isGreaterThanOrEqualTo(first.size());
    }

    /** The first number of each kind stands for all. */
    private static String kind(String path) {
        return path.replaceFirst("[?#].*", "").replaceAll("/\\d+", "/n");
    }

    private static void lookAt(Tab tab, Look look, String name) {
        tab.screenshot(name + "-" + look.word());
        tab.assertFitsItsWidth();
        tab.assertStill();
        tab.assertAccessible();
    }

    /** The two that the README shows; written with -Dscreenshots.docs=write. */
    @Test
    void thePicturesOfTheDocumentationAreThere() throws IOException {
        if ("write".equals(System.getProperty("screenshots.docs"))) {
            try (Tab tab = tab(Look.LIGHT).loggedIn("admin")) {
                tab.picture(PICTURES.resolve("fleet.png"));
            }
            try (Tab tab = tab(Look.LIGHT).loggedIn(fleet.ada().key())) {
                tab.go("/ui/meetings/" + fleet.standUp()).awaitLive().picture(PICTURES.resolve("meeting.png"));
            }
        }
        for (String name : List.of("fleet.png", "meeting.png")) {
            assertThat(Files.size(PICTURES.resolve(name))).as(name).isLessThan(200_000);
            assertThat(ImageIO.read(PICTURES.resolve(name).toFile()).getWidth())
                    .as(name)
                    .isEqualTo(1280);
        }
    }

    @Test
    void everyPageCanBeReadInTheNarrowestWindow() {
        try (Tab tab = chromium.tab(service.baseUrl(), new NewContextOptions().setViewportSize(320, 640))
                .loggedIn("admin")) {
            for (Navigation.Item item : Navigation.of(true, "")) {
                tab.go(item.path()).assertFitsItsWidth();
            }
            tab.go("/ui/meetings/" + fleet.standUp()).assertFitsItsWidth();
            tab.go("/ui/minutes/" + fleet.ended()).assertFitsItsWidth();
            tab.go("/ui/standing-bots/new").assertFitsItsWidth();
            tab.go("/ui/standing-bots/3").assertFitsItsWidth();
        }
    }
}
