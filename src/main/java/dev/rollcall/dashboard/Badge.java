package dev.rollcall.dashboard;

import dev.rollcall.lifecycle.Status;

/**
 * A status as people see it: a word, an icon and a colour that say the same, and a sentence for whoever wants more.
 *
 * @param look the class in the style sheet and the name of the icon
 */
record Badge(String look, String word, String tooltip) {

    static Badge of(String status) {
        return Status.of(status)
                .map(Badge::of)
                .orElseGet(() -> new Badge("unknown", status, "A status of an older system"));
    }

    static Badge of(Status status) {
        return switch (status) {
            case REQUESTED -> new Badge("requested", "Requested", "The slot is taken and the bot is being launched.");
            case JOINING -> new Badge("joining", "Joining", "The bot runs and opens the meeting.");
            case AWAITING_ADMISSION -> new Badge("lobby", "In the lobby", "The bot waits until somebody lets it in.");
            case ACTIVE -> new Badge("active", "Active", "The bot is in the meeting.");
            case STOPPING -> new Badge("stopping", "Stopping", "The bot was told to leave.");
            case COMPLETED -> new Badge("completed", "Completed", "Over, as it should be.");
            case FAILED -> new Badge("failed", "Failed", "Over, and something went wrong.");
        };
    }
}
