package dev.rollcall.runtime;

/** How far a bot has come, where its platform knows and the bot itself does not call back. */
public record Progress(String handle, long meetingId, int attempt, Step step) {

    /** The steps that a platform can tell apart. */
    public enum Step {
        /** It opens the meeting, or waits in the lobby. */
        JOINING,
        /** It is in the meeting. */
        ACTIVE
    }
}
