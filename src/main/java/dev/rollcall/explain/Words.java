package dev.rollcall.explain;

import dev.rollcall.lifecycle.CompletionReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Moments, spans and reasons as one would say them. */
final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Each completes "because …". */
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry(CompletionReason.STOPPED, "it stopped"),
            Map.entry(CompletionReason.STOPPED_BEFORE_ADMISSION, "it left before it was let in"),
            Map.entry(CompletionReason.MAX_BOT_TIME_EXCEEDED, "its longest time in a meeting was over"),
            Map.entry(CompletionReason.AWAITING_ADMISSION_TIMEOUT, "nobody let it in from the lobby in time"),
            Map.entry(CompletionReason.AWAITING_ADMISSION_REJECTED, "it was turned away in the lobby"),
            Map.entry(CompletionReason.JOIN_FAILURE, "it could not join the meeting"),
            Map.entry(CompletionReason.START_FAILED, "it could not be started"),
            Map.entry(CompletionReason.EVICTED, "it was removed from the meeting"),
            Map.entry(CompletionReason.LEFT_ALONE, "everybody else had left"),
            Map.entry(CompletionReason.NEVER_ADMITTED, "it was never let in"),
            Map.entry("startup_alone", "nobody else came"),
            Map.entry("stopped_with_no_audio", "there was nothing to hear"),
            Map.entry("auth_session_missing", "its login was missing"),
            Map.entry("validation_error", "its settings were not valid"),
            // what our own history says
            Map.entry("heartbeat_lost", "it used to send heartbeats and fell silent"),
            Map.entry("stop_unconfirmed", "it was told to stop, and the end of its workload could not be confirmed"),
            Map.entry("workload_ended", "its workload ended by itself"),
            Map.entry("workload_gone", "its workload is gone from the runtime"));

    private Words() {}

    /** "because it was …"; a word that nobody knows is quoted as the bot said it; null for null. */
    static String reason(String word) {
        if (word == null) {
            return null;
        }
        String known = REASONS.get(word);
        return known == null ? "the reason given was \"%s\"".formatted(word) : known;
    }

    static boolean knows(String reason) {
        return REASONS.containsKey(reason);
    }

    /** "08:09:20 UTC", with the date when that is more than half a day away. */
    static String time(Instant moment, Instant now) {
        boolean near = Duration.between(moment, now).abs().compareTo(Duration.ofHours(12)) < 0;
        return (near ? TIME : DATE_AND_TIME).format(moment);
    }

    /** The two largest parts: "3 d 4 h", "4 min 12 s", "0 s" for nothing and less. */
    static String duration(Duration span) {
        Duration rounded = span.isNegative() ? Duration.ZERO : span;
        if (rounded.toDays() > 0) {
            return parts(rounded.toDays(), "d", rounded.toHoursPart(), "h");
        } else if (rounded.toHours() > 0) {
            return parts(rounded.toHours(), "h", rounded.toMinutesPart(), "min");
        } else if (rounded.toMinutes() > 0) {
            return parts(rounded.toMinutes(), "min", rounded.toSecondsPart(), "s");
        }
        return rounded.toSeconds() + " s";
    }

    private static String parts(long large, String unit, int small, String smallUnit) {
        return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
    }
}
