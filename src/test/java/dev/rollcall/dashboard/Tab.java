package dev.rollcall.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tab of a real browser. It remembers whatever a page should not do: complain on the console, throw, ask another place
 * for something, or do what its own policy forbids; {@link #close()} fails when there was any of it.
 */
final class Tab implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Set<String> SEVERE = Set.of("serious", "critical");

    private final URI service;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    private Tab(URI service, BrowserContext context) {
        this.service = service;
        this.context = context;
        this.page = context.newPage();
    }

    static Tab open(URI service, BrowserContext context) {
        context.setDefaultTimeout(Chromium.PATIENCE.toMillis());
        context.addInitScript("""
                document.addEventListener('securitypolicyviolation',
                    (event) => console.error('forbidden by the policy: ' + event.violatedDirective + ' ' + event.blockedURI));
                """);
        Tab tab = new Tab(service, context);
        tab.page.onConsoleMessage(tab::hear);
        tab.page.onPageError(error -> tab.complaints.add("thrown: " + error));
        context.onRequest(request -> tab.look(request.url()));
        return tab;
    }

    private void hear(ConsoleMessage message) {
        if (Set.of("error", "warning").contains(message.type())) {
            complaints.add(message.type() + ": " + message.text() + " " + message.location());
        }
    }

    private void look(String url) {
        if (!url.startsWith(service + "/") && !url.startsWith("data:")) {
            complaints.add("asked elsewhere: " + url);
        }
    }

    /** What the browser says by itself and is right here, such as an answer of 404 where that is what is tested. */
    Tab expecting(String complaint) {
        expected.add(complaint);
        return this;
    }

    Page page() {
        return page;
    }

    Tab go(String path) {
        page.navigate(path);
        return this;
    }

    Tab logIn(String key) {
        go("/");
        page.getByLabel("API key or admin token").fill(key);
        button("Log in").click();
        return this;
    }

    /** Logged in, and listening to news. */
    Tab loggedIn(String key) {
        logIn(key).awaitLive();
        return this;
    }

    Tab awaitLive() {
        assertThat(page.locator("#link-state")).hasText("Live");
        assertThat(page.locator("#link-state")).hasAttribute("data-state", "live");
        return this;
    }

    /** A link of the bar on top. */
    Tab choose(String title) {
        page.getByRole(
                        AriaRole.NAVIGATION,
                        new Page.GetByRoleOptions().setName("Pages").setExact(true))
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(title))
                .click();
        assertThat(page.getByRole(
                                AriaRole.NAVIGATION,
                                new Page.GetByRoleOptions().setName("Pages").setExact(true))
                        .locator("[aria-current=page]"))
                .hasText(title);
        return awaitLive();
    }

    /** Goes on with the tab key until this has the focus. Wherever it stops on the way can be seen to have it. */
    void tabTo(Locator wanted) {
        assertThat(wanted).isVisible();
        for (int stops = 0; stops < 80; stops++) {
            page.keyboard().press("Tab");
            assertFocusShows();
            if ((boolean) wanted.evaluate("(element) => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("The tab key does not lead to " + wanted + " on " + page.url());
    }

    private void assertFocusShows() {
        assertThat((String) page.evaluate("""
                        () => {
                            const focused = document.activeElement;
                            const style = getComputedStyle(focused);
                            const box = focused.getBoundingClientRect();
                            const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                            return focused === document.body || (style.outlineStyle !== 'none' && inView)
                                ? '' : focused.outerHTML.slice(0, 200);
                        }
                        """))
                .as("has the focus on %s, and does not show it", page.url())
                .isEmpty();
    }

    Locator heading() {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** From here on this document has to stay: {@link #assertSameDocument()} fails after any reload. */
    Tab remembering() {
        page.evaluate("window.remembered = true");
        return this;
    }

    Tab assertSameDocument() {
        assertThat(page.evaluate("window.remembered === true"))
                .as("the same document, without reload")
                .isEqualTo(true);
        return this;
    }

    /** Nothing of the page lies to the right of what can be seen, and no control is cut off. */
    void assertFitsItsWidth() {
        assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels that %s is too wide", page.url())
                .isEqualTo(0);
        assertThat(page.evaluate("""
                        () => [...document.querySelectorAll('main :is(a, button, input, select, textarea, summary, h1, h2, td)')]
                            .filter((element) => element.checkVisibility() && !element.closest('.scrolls, .visually-hidden'))
                            .filter((element) => {
                                const box = element.getBoundingClientRect();
                                return box.width > 1 && (box.left < 0 || box.right > document.documentElement.clientWidth + 0.5);
                            })
                            .map((element) => element.outerHTML.slice(0, 120))
                        """)).as("cut off on %s", page.url()).isEqualTo(List.of());
    }

    /** Nothing moves for whoever asked for less motion. */
    void assertStill() {
        assertThat(page.evaluate("document.getAnimations().length"))
                .as("what moves on %s", page.url())
                .isEqualTo(0);
        assertThat(page.evaluate("""
                        () => [...document.querySelectorAll('*')].filter((element) => {
                            const style = getComputedStyle(element);
                            return style.transitionDuration.split(', ').some((time) => time !== '0s')
                                || style.animationName !== 'none';
                        }).length
                        """)).as("what would move on %s", page.url()).isEqualTo(0);
    }

    /** Where the links of this page lead to within the dashboard. */
    @SuppressWarnings("unchecked")
    List<String> links() {
        return (List<String>) page.evaluate("""
                [...document.querySelectorAll('a[href^="/ui/"]')].map((link) => link.getAttribute('href'))
                """);
    }

    /** Nobody is kept out: axe-core finds nothing serious or critical. */
    void assertAccessible() {
        // in this page alone: the other mode opens one more, which is no page of ours
        List<Rule> violations =
                new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
        assertThat(violations.stream().filter(rule -> SEVERE.contains(rule.getImpact())))
                .as(
                        "%s in %s",
                        page.url(),
                        page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"))
                .extracting(Tab::told)
                .isEmpty();
    }

    private static String told(Rule rule) {
        return rule.getImpact() + " " + rule.getId() + ": " + rule.getHelp()
                + rule.getNodes().stream()
                        .map(node -> "\n  " + node.getTarget() + " " + node.getHtml() + " " + node.getFailureSummary())
                        .collect(Collectors.joining());
    }

    void screenshot(String name) {
        picture(SCREENSHOTS.resolve(name + ".png"));
    }

    /** The whole page. */
    void picture(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    /** What the browser said so far that nobody expected. */
    List<String> complaints() {
        return complaints.stream()
                .filter(complaint -> expected.stream().noneMatch(complaint::contains))
                .toList();
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints()).as("what the pages did wrong").isEmpty();
    }
}
