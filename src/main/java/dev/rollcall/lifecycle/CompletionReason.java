package dev.rollcall.lifecycle;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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
    public static final String NEVER_ADMITTED = "never_admitted";

    /** The bot had taken the lobby for the meeting, and takes its "active" back. */
    private static final String ADMISSION_FALSE_POSITIVE = "admission_false_positive";

    /** Every word of every era. */
    public static final Set<String> KNOWN = Set.of(
            STOPPED,
            STOPPED_BEFORE_ADMISSION,
            MAX_BOT_TIME_EXCEEDED,
            AWAITING_ADMISSION_TIMEOUT,
            AWAITING_ADMISSION_REJECTED,
            JOIN_FAILURE,
            START_FAILED,
            EVICTED,
            LEFT_ALONE,
            NEVER_ADMITTED,
            "startup_alone",
            "stopped_with_no_audio",
            "auth_session_missing",
            "validation_error");

    private static final int LONGEST = 100;

    private static final Map<String, String> ALIASES = Map.of(
            "removed_by_admin", EVICTED,
            "admission_rejected_by_admin", AWAITING_ADMISSION_REJECTED);

    /** What older bots say in the free text beside a completion reason of "stopped", or without one (contract B.6). */
    private static final Map<String, String> EXIT_REASONS = Map.of(
            "admission_timeout",
            AWAITING_ADMISSION_TIMEOUT,
            "admission_failed",
            AWAITING_ADMISSION_TIMEOUT,
            "admission_rejected_by_admin",
            AWAITING_ADMISSION_REJECTED,
            "admission_never_admitted",
            NEVER_ADMITTED,
            ADMISSION_FALSE_POSITIVE,
            NEVER_ADMITTED,
            "join_meeting_error",
            JOIN_FAILURE);

    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}");

    /** Said only by a bot that has been in the meeting, even when its "active" never arrived. */
    private static final Set<String> FROM_INSIDE =
            Set.of(LEFT_ALONE, "startup_alone", EVICTED, MAX_BOT_TIME_EXCEEDED, "stopped_with_no_audio");

    private CompletionReason() {}

    /**
     * One spelling for one reason; null and blank give null, an unknown word is itself, cut at 100 characters and
     * without control characters (PostgreSQL would refuse the zero character, and with it the report).
     */
    public static String normalise(String word) {
        if (word == null) {
            return null;
        }
        String plain = CONTROL_CHARACTERS.matcher(word).replaceAll("").strip().toLowerCase(Locale.ROOT);
        if (plain.isEmpty()) {
            return null;
        }
        String known = ALIASES.getOrDefault(plain, plain);
        return known.substring(0, Math.min(known.length(), LONGEST));
    }

    /** The reason that a bot's exit reason stands for; null when it stands for none. */
    static String ofExitReason(String exitReason) {
        return exitReason == null ? null : EXIT_REASONS.get(exitReason);
    }

    static boolean deniesPresence(String exitReason) {
        return ADMISSION_FALSE_POSITIVE.equals(exitReason);
    }

    static boolean impliesPresence(String reason) {
        return reason != null && FROM_INSIDE.contains(reason);
    }
}
