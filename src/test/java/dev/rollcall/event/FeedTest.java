package dev.rollcall.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FeedTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    EventTail tail;

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    @Test
    void a_life_is_told_from_its_beginning() {
        long meeting = user.sent();
        Bot.of(meeting).inMeeting();

        ValidatableResponse page = get("");

        page.body("events.seq", equalTo(List.of(1, 2, 3, 4)))
                .body("events.type.unique()", equalTo(List.of("meeting.status_change")))
                .body("events.meeting_id.unique()", equalTo(List.of((int) meeting)))
                .body("events.data.to", equalTo(List.of("requested", "joining", "awaiting_admission", "active")))
                .body("events[0].at", containsString("Z"))
                .body("next", equalTo(4));
    }

    @Test
    void page_after_page_shows_each_event_once() {
        Feed.write(user, 7);
        List<Integer> seen = new ArrayList<>();
        int next = 0;
        for (int pages = 0; pages < 3; pages++) {
            ValidatableResponse page = get("?limit=3&after=" + next);
            seen.addAll(page.extract().path("events.seq"));
            next = page.extract().path("next");
        }
        assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7);
        get("?after=" + next).body("events", empty()).body("next", equalTo(7));
    }

    @Test
    void who_waits_is_answered_when_something_happens() {
        CompletableFuture<ValidatableResponse> page = CompletableFuture.supplyAsync(() -> get("?after=0&wait=30s"));
        await().atMost(SOON).until(() -> tail.waiting(user.id()) == 1);

        long meeting = user.sent();

        assertThat(page)
                .succeedsWithin(SOON)
                .satisfies(answer -> answer.body("events.meeting_id", equalTo(List.of((int) meeting))));
    }

    @Test
    void who_has_waited_in_vain_asks_again_from_the_same_place() {
        Feed.write(user, 2);

        ValidatableResponse page = get("?after=latest&wait=1");

        page.body("events", empty()).body("next", equalTo(2));
    }

    @Test
    void a_wait_may_be_longer_than_other_requests_take() {
        ValidatableResponse page = get("?wait=10s");

        page.statusCode(200).body("events", empty());
    }

    @Test
    void who_goes_away_is_not_waited_for() {
        try (RawHttp gone = RawHttp.send(user, "GET /events?wait=50s", "")) {
            await().atMost(SOON).until(() -> tail.waiting(user.id()) == 1);
        }
        await().atMost(SOON).until(() -> tail.waiting(user.id()) == 0);
    }

    @Test
    void a_place_that_is_not_kept_any_more_is_410_and_the_beginning_is_the_oldest_that_is() {
        Feed.write(user, 5);
        Feed.forgetUpTo(user, 3);

        ValidatableResponse tooOld = user.request().get("/events?after=2").then();

        tooOld.statusCode(410).body("detail", containsString("after=latest"));
        get("").body("events.seq", equalTo(List.of(4, 5)));
    }

    @Test
    void a_user_without_events_has_an_empty_feed() {
        get("").body("events", empty()).body("next", equalTo(0));
    }

    @Test
    void anothers_events_are_not_in_it() {
        User.withoutLimit().sent();
        long meeting = user.sent();

        get("").body("events.meeting_id", equalTo(List.of((int) meeting)));
    }

    @ParameterizedTest
    @CsvSource({
        "after=soon, after",
        "after=-1, after",
        "limit=0, limit",
        "limit=101, limit",
        "wait=56s, wait",
        "wait=1m, wait",
        "wait=-1, wait"
    })
    void what_is_not_valid_is_named(String query, String field) {
        ValidatableResponse answer = user.request().get("/events?" + query).then();

        answer.statusCode(422).body("errors", hasSize(1)).body("errors[0].field", equalTo(field));
    }

    @Test
    void of_32_writers_at_once_every_event_is_read_once_and_in_order() {
        CompletableFuture<List<Integer>> reader = CompletableFuture.supplyAsync(() -> read(32 * 10));

        AtOnce.times(32, number -> {
            Feed.write(user, 10);
            return number;
        });

        assertThat(reader)
                .succeedsWithin(SOON)
                .isEqualTo(LongStream.rangeClosed(1, 320)
                        .mapToObj(seq -> (int) seq)
                        .toList());
    }

    private List<Integer> read(int count) {
        List<Integer> seen = new ArrayList<>();
        int next = 0;
        while (seen.size() < count) {
            ValidatableResponse page = get("?wait=5s&after=" + next);
            seen.addAll(page.extract().path("events.seq"));
            next = page.extract().path("next");
        }
        return seen;
    }

    private ValidatableResponse get(String query) {
        return user.request().get("/events" + query).then().statusCode(200);
    }
}
