package dev.rollcall.conformance;

import java.io.IOException;
import java.util.Locale;

/**
 * One thing that a bot has to do, looked at in a run of its own.
 *
 * @param needsMeeting whether the bot has to get into the meeting for it
 * @param needsRedis whether it cannot be looked at without a Redis
 */
record Check(int number, Level level, boolean needsMeeting, boolean needsRedis, String title, Body body) {

    enum Level {
        REQUIRED,
        RECOMMENDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the sentence of a pass, and throws {@link Verdict.Reached} for anything else. */
    interface Body {
        String look(BotRun run) throws IOException, InterruptedException;
    }
}
