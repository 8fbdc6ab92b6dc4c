package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.EventStream;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Open pages learn that something has changed, and no more. */
@QuarkusTest
class LiveSignalsTest {

    private static final String CHANGED = "event: changed";

    @Test
    void a_users_page_learns_of_the_own_bots() {
        User user = User.withLimit(2);
        try (EventStream stream = open(Browser.of(user))) {

            user.sent();

            stream.awaitLine(CHANGED);
        }
    }

    @Test
    void a_users_page_learns_nothing_of_others() {
        User other = User.withLimit(2);
        User user = User.withLimit(2);
        try (EventStream stream = open(Browser.of(user));
                EventStream control = open(Browser.of(other))) {

            other.sent();

            control.awaitLine(CHANGED);
            user.sent();
            stream.awaitLine(CHANGED);
            assertThat(count(stream)).isEqualTo(1);
        }
    }

    @Test
    void an_admins_page_learns_of_everybodys_bots() {
        try (EventStream stream = open(Browser.ofAdmin())) {

            User.withLimit(2).sent();

            stream.awaitLine(CHANGED);
        }
    }

    @Test
    void much_in_one_second_is_one_word_at_most_and_one_behind_it() {
        User user = User.withLimit(20);
        try (EventStream stream = open(Browser.of(user))) {
            long begin = System.nanoTime();

            for (int i = 0; i < 5; i++) {
                Bot.of(user.sent()).inMeeting();
            }

            stream.awaitLine(CHANGED);
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertThat(count(stream)).isLessThanOrEqualTo(2 + seconds);
        }
    }

    @Test
    void it_says_nothing_but_that() {
        User user = User.withLimit(2);
        try (EventStream stream = open(Browser.of(user))) {

            user.sent();

            stream.awaitLine(CHANGED);
            assertThat(stream.lines()).isSubsetOf("retry: 2000", CHANGED, "data: ", "data:", ":", "");
        }
    }

    @Test
    void who_is_not_logged_in_hears_nothing() {
        try (EventStream stream = EventStream.at("/ui/live")) {
            assertThat(stream.status()).isEqualTo(401);
        }
    }

    @Test
    void a_revoked_key_closes_its_streams() {
        User user = User.withLimit(2);
        try (EventStream stream = open(Browser.of(user))) {
            Database.run("delete from api_tokens where user_id = $1", user.id());

            Arc.container().instance(LiveSignals.class).get().check().await().atMost(Duration.ofSeconds(10));

            stream.awaitEnd();
        }
    }

    @Test
    void a_session_has_a_bounded_number_of_streams() {
        Browser browser = Browser.of(User.withLimit(1));
        var streams = new java.util.ArrayList<EventStream>();
        try {
            for (int i = 0; i < 30; i++) {
                streams.add(open(browser));
            }

            try (EventStream one = EventStream.at("/ui/live", "Cookie", cookie(browser))) {
                assertThat(one.status()).isEqualTo(429);
            }
        } finally {
            streams.forEach(EventStream::close);
        }
        await().untilAsserted(() -> open(browser).close());
    }

    private static EventStream open(Browser browser) {
        EventStream stream = EventStream.at("/ui/live", "Cookie", cookie(browser));
        stream.awaitLine("retry: 2000");
        return stream;
    }

    private static String cookie(Browser browser) {
        return Browser.COOKIE + "=" + browser.cookie();
    }

    private static long count(EventStream stream) {
        return stream.lines().stream().filter(CHANGED::equals).count();
    }
}
