package dev.rollcall.callback;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import java.util.List;
import java.util.Random;

/**
 * A random callback, and what it means to the rules. Its number travels in its error details, so that the row that it
 * wrote into the history can be told from those of others.
 *
 * @param fields what stands beside connection_id
 */
record Word(int number, int attempt, String path, String fields, Event event) {

    private static final List<Status> ON_THE_WAY =
            List.of(Status.REQUESTED, Status.JOINING, Status.AWAITING_ADMISSION, Status.ACTIVE, Status.STOPPING);

    private static final List<String> REASONS =
            List.of("admission_timeout", "admission_false_positive", "join_meeting_error", "signal_sigterm", "bored");

    private static final List<String> COMPLETION_REASONS = List.of(
            "stopped", "left_alone", "evicted", "awaiting_admission_rejected", "max_bot_time_exceeded", "the_cat");

    static Word random(Random random, int number, int attempt) {
        Report report = new Report(
                attempt,
                sometimes(random, REASONS),
                sometimes(random, COMPLETION_REASONS),
                null,
                sometimes(random, List.of(0, 1, 137, 143)),
                "{\"word\":%d}".formatted(number),
                null);
        int kind = random.nextInt(20);
        if (kind < 10) {
            Status status = ON_THE_WAY.get(random.nextInt(ON_THE_WAY.size()));
            return status(number, attempt, status.word(), new Event.BotAt(status, report));
        } else if (kind < 12) {
            return of(number, attempt, "started", "", new Event.BotStarted(report));
        } else if (kind < 13) {
            return of(number, attempt, "joined", "", new Event.BotAt(Status.ACTIVE, report));
        } else if (kind < 15) {
            String help = random.nextBoolean() ? "needs_help" : "needs_human_help";
            return status(number, attempt, help, new Event.BotNeedsHelp(report));
        } else if (kind < 16) {
            return status(number, attempt, "dancing", new Event.BotSaid("dancing", report));
        } else if (kind < 18) {
            Status verdict = random.nextBoolean() ? Status.COMPLETED : Status.FAILED;
            return status(number, attempt, verdict.word(), new Event.BotEnded(verdict, report));
        }
        return of(number, attempt, "exited", "", new Event.BotEnded(null, report));
    }

    private static Word status(int number, int attempt, String status, Event event) {
        List<String> paths = List.of("status", "status_change", "lifecycle");
        return of(number, attempt, paths.get(number % paths.size()), ", \"status\": \"%s\"".formatted(status), event);
    }

    private static Word of(int number, int attempt, String path, String status, Event event) {
        Report report = event.report();
        return new Word(
                number,
                attempt,
                path,
                status
                        + field("reason", report.reason())
                        + field("completion_reason", report.completionReason())
                        + (report.exitCode() == null ? "" : ", \"exit_code\": " + report.exitCode())
                        + ", \"error_details\": "
                        + report.errorDetails(),
                event);
    }

    private static String field(String name, String value) {
        return value == null ? "" : ", \"%s\": \"%s\"".formatted(name, value);
    }

    private static <T> T sometimes(Random random, List<T> values) {
        return random.nextInt(3) > 0 ? null : values.get(random.nextInt(values.size()));
    }
}
