package dev.rollcall.lifecycle;

import java.util.Locale;

/**
 * One row of the audit trail.
 *
 * @param from the status before
 * @param to the status after, or the one reported when nothing changed; null for a word that nobody knows
 * @param reason one word or a short sentence for people; may be null
 */
public record HistoryEntry(Kind kind, Status from, Status to, Source source, String reason, Report report) {

    public enum Kind {
        /** The status changed. */
        TRANSITION,
        /** A step that nobody reported, but that the next one implies. */
        IMPLIED,
        /** Too late, backward or unknown: nothing changed. */
        EVIDENCE,
        /** From an older launch: nothing changed. */
        FENCED,
        /** A stop went on to its next step. */
        ESCALATION,
        /** The bot asked for a person. */
        HELP,
        /** The launch is tried again as a new attempt. */
        RELAUNCH,
        /** The launch is tried again as the same attempt, since its workload may be there already. */
        RETRY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
