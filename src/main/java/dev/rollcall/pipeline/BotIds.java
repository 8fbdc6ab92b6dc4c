package dev.rollcall.pipeline;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What callers know a bot by, and the meeting that it was sent to. */
public interface BotIds {

    /** Empty where there is no such bot, or it is forgotten. Whose meeting it is, the caller looks at. */
    Uni<Optional<Long>> meetingOf(String botId);
}
