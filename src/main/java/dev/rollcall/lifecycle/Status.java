package dev.rollcall.lifecycle;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a meeting's bot is in its life. The words are those of the wire and of the database. */
public enum Status {
    /** The slot is taken, the launch is under way. The bot or the runtime moves it on; 5 min by default. */
    REQUESTED,
    /** The bot runs and opens the meeting. The bot moves it on; 10 min by default. */
    JOINING,
    /** The bot waits in the lobby. The bot moves it on; the lobby budget and a grace, 16 min by default. */
    AWAITING_ADMISSION,
    /** The bot is in the meeting. Bot and user move it on; bounded by the heartbeat lease and a maximum duration. */
    ACTIVE,
    /** A stop was asked for and escalates by deadlines; 5 min by default until it ends either way. */
    STOPPING,
    /** Over, as it should be. Only its owner moves it: by continuing the meeting with a new launch. */
    COMPLETED,
    /** Over, and something went wrong. Only its owner moves it: by continuing the meeting with a new launch. */
    FAILED;

    /** What other documents and older systems call the same thing; needs_help is no status but a flag. */
    private static final Map<String, Status> ALIASES =
            Map.of("reserved", REQUESTED, "starting", JOINING, "joined", ACTIVE, "error", FAILED);

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean terminal() {
        return this == COMPLETED || this == FAILED;
    }

    /** Counts against the user's limit, blocks a second bot in the same meeting, and can be stopped. */
    public boolean holdsSlot() {
        return this == REQUESTED || this == JOINING || this == AWAITING_ADMISSION || this == ACTIVE;
    }

    /** The status that a word means, in any case, other systems' words included; empty for an unknown word. */
    public static Optional<Status> of(String word) {
        if (word == null) {
            return Optional.empty();
        }
        String lower = word.strip().toLowerCase(Locale.ROOT);
        for (Status status : values()) {
            if (status.word().equals(lower)) {
                return Optional.of(status);
            }
        }
        return Optional.ofNullable(ALIASES.get(lower));
    }
}
