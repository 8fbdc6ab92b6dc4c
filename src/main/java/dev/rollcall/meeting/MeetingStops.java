package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.meeting.MeetingApi.Stopped;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Stops that users ask for; stopping a stopped bot is success. */
@ApplicationScoped
public class MeetingStops {

    private final BotQueries bots;
    private final MeetingDetails details;
    private final Transitions transitions;

    MeetingStops(BotQueries bots, MeetingDetails details, Transitions transitions) {
        this.bots = bots;
        this.details = details;
        this.transitions = transitions;
    }

    /** The bot that holds a slot of this meeting, or else the newest. A {@link Problem} 404 when there never was one. */
    Uni<Stopped> stop(long userId, MeetingKey key) {
        return bots.toStop(userId, key)
                .map(found -> found.orElseThrow(() -> Problem.of(404, "No meeting found to stop.")))
                .chain(bot -> stop(bot.id(), bot.others()));
    }

    /** Just this one. A {@link Problem} 404 when the user has no such meeting. */
    public Uni<Stopped> stop(long userId, long meetingId) {
        return details.of(meetingId, userId)
                .map(found -> found.orElseThrow(MeetingStops::notFound))
                .chain(own -> stop(own.id(), List.of()));
    }

    private Uni<Stopped> stop(long id, List<Long> others) {
        return transitions
                .apply(id, new Event.StopRequested(Source.USER))
                .map(record -> record.orElseThrow(MeetingStops::notFound))
                .map(record -> Stopped.of(record, others));
    }

    private static Problem notFound() {
        return Problem.of(404, "Meeting not found");
    }
}
