package dev.rollcall.dashboard;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.rollcall.platform.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Chromium of this machine, without a window. One thread at a time. */
public final class Chromium implements AutoCloseable {

    /** For what happens within a second where nothing else runs. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    /** It runs as root in containers, and asks nobody for updates. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    private Chromium(Playwright playwright, com.microsoft.playwright.Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Optional<Path> installed() {
        return NAMES.stream().flatMap(Programs::named).findFirst();
    }

    public static Chromium start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        LaunchOptions options = new LaunchOptions()
                .setExecutablePath(installed().orElseThrow())
                .setArgs(FLAGS)
                .setTimeout(PATIENCE.toMillis());
        return new Chromium(playwright, playwright.chromium().launch(options));
    }

    /** A tab of somebody who was never here: it shares no cookie with any other. */
    Tab tab(URI service) {
        return tab(service, new NewContextOptions().setViewportSize(1280, 800));
    }

    Tab tab(URI service, NewContextOptions options) {
        // a language of its own, or times would look as the machine's owner is used to
        return Tab.open(service, browser.newContext(options.setLocale("en-GB").setBaseURL(service.toString())));
    }

    /** A page of somebody who was never here, for what is not the dashboard. */
    public Page page() {
        return browser.newContext().newPage();
    }

    @Override
    public void close() {
        Stream.<AutoCloseable>of(browser, playwright).forEach(part -> {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("Chromium does not end.", e);
            }
        });
    }
}
