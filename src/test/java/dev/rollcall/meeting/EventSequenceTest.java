package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventSequenceTest {

    private static final int BOTS = 32;
    private static final int STEPS = 5;

    @Test
    void a_users_events_have_no_gap_and_keep_their_order_however_many_write_at_once() {
        User user = User.withoutLimit();
        AtOnce.times(BOTS, number -> wholeLife(user));
        List<Row> events = Database.rows(
                "select seq, meeting_id, at, data from events where user_id = $1 order by seq", user.id());
        assertThat(events)
                .extracting(event -> event.getLong("seq"))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, BOTS * STEPS).boxed().toList());
        assertThat(events)
                .extracting(event -> event.getOffsetDateTime("at"))
                .isSortedAccordingTo(OffsetDateTime.timeLineOrder());
        assertThat(byMeeting(events).values())
                .hasSize(BOTS)
                .allSatisfy(story -> assertThat(story)
                        .containsExactly("requested", "joining", "awaiting_admission", "active", "completed"));
    }

    private static Bot wholeLife(User user) {
        Bot bot = Bot.of(user.sent());
        for (String status : List.of("joining", "awaiting_admission", "active", "completed")) {
            while (bot.reports(status).statusCode() == 503) {
                // all writers wait for one counter; where it takes too long a bot tries again
            }
        }
        return bot;
    }

    @Test
    void each_event_begins_where_the_one_before_it_ended() {
        User user = User.withoutLimit();
        long id = user.sent();
        AtOnce.times(8, number -> Bot.of(id).inMeeting().heartbeat().statusCode());
        List<JsonObject> story = Database.rows(
                        "select data from events where user_id = $1 and meeting_id = $2 order by seq", user.id(), id)
                .stream()
                .map(row -> (JsonObject) row.getJson("data"))
                .toList();
        for (int i = 1; i < story.size(); i++) {
            assertThat(story.get(i).getString("from"))
                    .isEqualTo(story.get(i - 1).getString("to"));
        }
        assertThat(story.get(story.size() - 1).getString("to")).isEqualTo("active");
    }

    private static Map<Long, List<String>> byMeeting(List<Row> events) {
        return events.stream()
                .collect(Collectors.groupingBy(
                        event -> Objects.requireNonNull(event.getLong("meeting_id")),
                        Collectors.mapping(
                                event -> ((JsonObject) event.getJson("data")).getString("to"), Collectors.toList())));
    }
}
