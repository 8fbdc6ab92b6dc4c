package dev.rollcall.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.EventStream;
import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LiveStreamTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Followers followers;

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    @Test
    void everything_from_now_on_is_told_with_its_place_and_its_type() {
        user.sent();
        try (EventStream stream = EventStream.of(user)) {
            long meeting = user.sent();
            Bot.of(meeting).reports("joining");

            await().atMost(SOON).until(() -> stream.events().size() == 2);

            JsonObject joining = stream.events().get(1);
            assertThat(joining.getLong("seq")).isEqualTo(3);
            assertThat(joining.getString("type")).isEqualTo("meeting.status_change");
            assertThat(joining.getString("at")).endsWith("Z");
            assertThat(joining.getLong("meeting_id")).isEqualTo(meeting);
            assertThat(joining.getJsonObject("data").getString("to")).isEqualTo("joining");
            assertThat(stream.lines()).containsSequence("id: 3", "event: meeting.status_change");
        }
    }

    @Test
    void who_comes_again_gets_what_was_missed() {
        Feed.write(user, 5);
        try (EventStream stream = EventStream.open("?after=1", "X-API-Key", user.key(), "Last-Event-ID", "3")) {
            await().atMost(SOON).until(() -> stream.seqs().equals(List.of(4L, 5L)));
        }
    }

    @Test
    void a_browser_shows_its_key_in_the_address() {
        Feed.write(user, 1);
        try (EventStream stream = EventStream.open("?after=0&api_key=" + user.key())) {
            await().atMost(SOON).until(() -> stream.seqs().equals(List.of(1L)));
        }
    }

    @Test
    void of_32_writers_at_once_every_event_is_told_once_and_in_order() {
        try (EventStream stream = EventStream.of(user)) {
            AtOnce.times(32, number -> {
                Feed.write(user, 10);
                return number;
            });

            await().atMost(SOON).until(() -> stream.events().size() >= 320);

            assertThat(stream.seqs())
                    .isEqualTo(LongStream.rangeClosed(1, 320).boxed().toList());
        }
    }

    @Test
    void anothers_events_are_not_told() {
        try (EventStream stream = EventStream.of(user)) {
            User.withoutLimit().sent();
            long meeting = user.sent();

            await().atMost(SOON).until(() -> !stream.events().isEmpty());

            assertThat(stream.events())
                    .extracting(event -> event.getLong("meeting_id"))
                    .containsExactly(meeting);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', X-Nothing, x, 401",
        "?api_key=wrong, X-Nothing, x, 401",
        "?after=soon, X-API-Key, '', 422",
        "?after=1, X-API-Key, '', 410",
        "'', Last-Event-ID, yesterday, 401"
    })
    void what_cannot_be_opened_is_answered_with_a_status(String query, String header, String value, int status) {
        Feed.write(user, 3);
        Feed.forgetUpTo(user, 2);

        EventStream stream = EventStream.open(query, header, value.isEmpty() ? user.key() : value);

        assertThat(stream.status()).isEqualTo(status);
    }

    @Test
    void a_silent_stream_is_kept_alive_by_comments() {
        try (EventStream stream = EventStream.of(user)) {
            followers.ping().await().atMost(SOON);

            stream.awaitLine(":");
        }
    }

    @Test
    void a_revoked_key_ends_what_it_opened_and_opens_nothing_again() {
        String other =
                User.admin().post("/admin/users/" + user.id() + "/tokens").path("token");
        try (EventStream stream = EventStream.open("", "X-API-Key", other).awaitLine("retry: 2000");
                EventStream healthy = EventStream.of(user)) {
            Database.run(
                    "delete from api_tokens where id = (select max(id) from api_tokens where user_id = $1)", user.id());

            followers.checkKeys().await().atMost(SOON);

            stream.awaitEnd();
            assertThat(healthy.isOpen()).isTrue();
            assertThat(EventStream.open("", "X-API-Key", other).status()).isEqualTo(401);
        }
    }

    @Test
    void a_client_that_has_gone_is_forgotten() {
        try (RawHttp gone = RawHttp.send(user, "GET /events/stream", "")) {
            await().atMost(SOON).until(() -> followers.count(user.id()) == 1);
        }
        await().atMost(SOON).untilAsserted(() -> {
            followers.ping().await().atMost(SOON);
            assertThat(followers.count(user.id())).isZero();
        });
    }

    @Test
    void a_user_may_not_open_streams_without_end() {
        List<EventStream> many = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                many.add(EventStream.open("", "X-API-Key", user.key()));
            }
            many.forEach(stream -> stream.awaitLine("retry: 2000"));

            assertThat(EventStream.open("", "X-API-Key", user.key()).status()).isEqualTo(429);
        } finally {
            many.forEach(EventStream::close);
        }
    }

    @Test
    void a_client_that_takes_nothing_is_cut_off_and_holds_nothing_up() {
        try (RawHttp deaf = RawHttp.send(user, "GET /events/stream?after=0", "");
                EventStream healthy = EventStream.of(user)) {
            await().atMost(SOON).until(() -> followers.count(user.id()) == 2);
            Database.run("""
                    insert into events (user_id, seq, type, data)
                    select $1, place, 'test', jsonb_build_object('text', repeat('x', 100000))
                    from generate_series(1, 300) as place
                    """, user.id());

            await().atMost(SOON).until(() -> healthy.events().size() == 300);
            await().atMost(Duration.ofSeconds(40)).until(() -> followers.count(user.id()) == 1);

            assertThat(healthy.isOpen()).isTrue();
        }
    }
}
