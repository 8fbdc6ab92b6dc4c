package dev.rollcall.lifecycle;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words for why a bot ended: the union of all eras (contract section C). A word that nobody knows is kept as text
 * and never rejects a report (lesson 5).
 */
public final class CompletionReason {

    public static final String STOPPED = "stopped";
    public static final String STOPPED_BEFORE_ADMISSION = "stopped_before_admission";
    public static final String MAX_BOT_TIME_EXCEEDED = "max_bot_time_exceeded";
    public static final String AWAITING_ADMISSION_TIMEOUT = "awaiting_admission_timeout";
    public static final String AWAITING_ADMISSION_REJECTED = "awaiting_admission_rejected";
    public static final String JOIN_FAILURE = "join_failure";
    public static final String START_FAILED = "start_failed";
    public static final String EVICTED = "evicted";
    public static final String LEFT_ALONE = "left_alone";

    private static final int LONGEST = 100;

    private static final Map<String, String> ALIASES = Map.of(
            "removed_by_admin", EVICTED,
            "admission_rejected_by_admin", AWAITING_ADMISSION_REJECTED);

    /** Said only by a bot that has been in the meeting, even when its "active" never arrived. */
    private static final Set<String> FROM_INSIDE =
            Set.of(LEFT_ALONE, "startup_alone", EVICTED, MAX_BOT_TIME_EXCEEDED, "stopped_with_no_audio");

    private CompletionReason() {}

    /** One spelling for one reason; null and blank give null, an unknown word is itself, cut at 100 characters. */
    public static String normalise(String word) {
        if (word == null || word.isBlank()) {
            return null;
        }
        String plain = word.strip().toLowerCase(Locale.ROOT);
        String known = ALIASES.getOrDefault(plain, plain);
        return known.length() > LONGEST ? known.substring(0, LONGEST) : known;
    }

    static boolean impliesPresence(String reason) {
        return reason != null && FROM_INSIDE.contains(reason);
    }
}
