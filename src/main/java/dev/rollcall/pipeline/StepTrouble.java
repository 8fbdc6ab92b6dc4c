package dev.rollcall.pipeline;

import java.time.Duration;

/** A step could not be done. The message is a sentence for users, without secrets and without anybody's words. */
final class StepTrouble extends RuntimeException {

    private final boolean lasting;
    private final Duration retryAfter;

    private StepTrouble(String sentence, boolean lasting, Duration retryAfter) {
        super(sentence, null, false, false); // no stack trace: this is an outcome, not a fault
        this.lasting = lasting;
        this.retryAfter = retryAfter;
    }

    /** Trying again may help. */
    static StepTrouble passing(String sentence) {
        return passing(sentence, null);
    }

    /** @param retryAfter not earlier than that; null when nobody says so */
    static StepTrouble passing(String sentence, Duration retryAfter) {
        return new StepTrouble(sentence, false, retryAfter);
    }

    /** Trying again would be of no use. */
    static StepTrouble lasting(String sentence) {
        return new StepTrouble(sentence, true, null);
    }

    boolean isLasting() {
        return lasting;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
