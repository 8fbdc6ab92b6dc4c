package dev.rollcall.bot;

/** BOT_CONFIG cannot be used. The message is one sentence without any value of it, since those may be secrets. */
final class InvalidSettings extends RuntimeException {

    private final int exitCode;

    private InvalidSettings(String sentence, int exitCode) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    static InvalidSettings because(String sentence) {
        return new InvalidSettings(sentence, 1);
    }

    /** Has an exit code of its own, so that it can be told apart where no callback can be sent. */
    static InvalidSettings missingMeetingId() {
        return new InvalidSettings("BOT_CONFIG has no meeting_id.", 2);
    }

    int exitCode() {
        return exitCode;
    }
}
