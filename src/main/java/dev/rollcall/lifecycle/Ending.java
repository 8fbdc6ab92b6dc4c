package dev.rollcall.lifecycle;

/**
 * How a meeting ended, decided from our own facts.
 *
 * @param status COMPLETED or FAILED
 * @param completionReason may be null when it failed
 * @param failureStage the furthest stage reached; null when it completed
 * @param errorMessage a sentence for people, used where the report brought no details; null when it completed
 */
public record Ending(
        Status status, String completionReason, Status failureStage, Integer exitCode, String errorMessage) {

    static Ending completed(String completionReason, Integer exitCode) {
        return new Ending(Status.COMPLETED, completionReason, null, exitCode, null);
    }
}
