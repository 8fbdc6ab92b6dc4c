package dev.rollcall.event;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the feed of events looks like to its readers. */
final class FeedApi {

    private FeedApi() {}

    /** @param meetingId null for what belongs to no meeting */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Event(
            @Schema(examples = "7", description = "Its place in the feed: 1, 2, 3 … without a gap")
            long seq,

            @Schema(examples = "meeting.status_change") String type,
            Instant at,
            @Schema(examples = "42") Long meetingId,
            Map<String, Object> data) {

        static Event of(FeedEvent event) {
            return new Event(
                    event.seq(),
                    event.type(),
                    event.at(),
                    event.meetingId(),
                    event.data().getMap());
        }
    }

    /** @param next what to ask for next, as {@code after} */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Event> events, @Schema(examples = "7") long next) {

        static Page of(List<FeedEvent> events, long after) {
            long next = events.isEmpty() ? after : events.get(events.size() - 1).seq();
            return new Page(events.stream().map(Event::of).toList(), next);
        }
    }
}
