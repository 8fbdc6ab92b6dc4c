package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reads that people poll: answered in full only to whoever does not have it already. */
@QuarkusTest
class ConditionalReadTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private User user;
    private long meeting;

    @BeforeEach
    void aBot() {
        user = User.withoutLimit();
        meeting = user.sent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings/%d"})
    void who_has_it_already_is_told_so_in_a_line(String path) {
        String tag = get(path, null).header("ETag");

        Response again = get(path, tag);

        again.then().statusCode(304).header("ETag", equalTo(tag)).body(emptyString());
        assertThat(get(path, "\"other\", " + tag).statusCode()).isEqualTo(304);
        assertThat(get(path, "*").statusCode()).isEqualTo(304);
        assertThat(get(path, "\"other\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings/%d"})
    void a_heartbeat_is_no_change_and_a_status_is(String path) {
        Bot bot = Bot.of(meeting).inMeeting();
        String tag = get(path, null).header("ETag");

        bot.heartbeat();

        assertThat(get(path, tag).statusCode()).isEqualTo(304);
        bot.reports("completed", ", \"exit_code\": 0");
        get(path, tag).then().statusCode(200).header("ETag", not(equalTo(tag)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings/%d"})
    void who_waits_is_answered_at_the_change(String path) {
        String tag = get(path, null).header("ETag");
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(() -> get(path + "?wait=30s", tag));

        Bot.of(meeting).reports("joining");

        assertThat(waiting).succeedsWithin(SOON).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asString()).contains("\"status\":\"joining\"");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings/%d"})
    void who_waits_in_vain_is_told_that_nothing_has_changed(String path) {
        String tag = get(path, null).header("ETag");
        Instant asked = Instant.now();

        Response answer = get(path + "?wait=1s", tag);

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bots/status", "/meetings/%d"})
    void who_has_something_else_is_not_made_to_wait(String path) {
        Response answer = get(path + "?wait=30s", "\"other\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.time()).isLessThan(SOON.toMillis());
    }

    private Response get(String path, String known) {
        var request = user.request();
        return (known == null ? request : request.header("If-None-Match", known)).get(path.formatted(meeting));
    }
}
