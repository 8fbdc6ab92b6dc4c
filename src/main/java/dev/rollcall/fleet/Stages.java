package dev.rollcall.fleet;

import dev.rollcall.fleet.AnalyticsApi.PerformanceMetrics;
import dev.rollcall.fleet.AnalyticsApi.Stage;
import dev.rollcall.fleet.AnalyticsApi.Transition;
import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import dev.rollcall.lifecycle.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How long a meeting was in each status, out of its history. Pure. */
record Stages(List<Stage> all) {

    private static final Set<String> AT_THE_DOOR_OR_IN = Set.of("awaiting_admission", "active");

    /**
     * @param history in its order; what an older service wrote may lack a status, and the end
     * @param endedAt null for a meeting that goes on
     */
    static Stages of(List<Transition> history, Instant endedAt, Instant now) {
        List<Transition> entries =
                history.stream().filter(entry -> entry.to() != null).toList();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Instant leftAt = i + 1 < entries.size() ? entries.get(i + 1).timestamp() : endedAt;
            stage(entries.get(i), leftAt, now).ifPresent(stages::add);
        }
        return new Stages(List.copyOf(stages));
    }

    /** Empty for an end, and for a word that nobody knows. */
    private static Optional<Stage> stage(Transition entry, Instant leftAt, Instant now) {
        Instant enteredAt = entry.timestamp();
        return Status.of(entry.to())
                .filter(status -> !status.terminal())
                .map(status ->
                        new Stage(status.word(), enteredAt, leftAt, seconds(enteredAt, leftAt == null ? now : leftAt)));
    }

    /** Null until the meeting has begun and ended, as it always was. */
    PerformanceMetrics metrics(MeetingOfUser meeting) {
        if (meeting.startTime() == null || meeting.endTime() == null) {
            return null;
        }
        Instant ordered = all.isEmpty() ? null : all.get(0).enteredAt();
        return new PerformanceMetrics(
                between(ordered, first(AT_THE_DOOR_OR_IN)),
                between(first(Set.of("awaiting_admission")), first(Set.of("active"))),
                seconds(meeting.startTime(), meeting.endTime()),
                uptime());
    }

    private Instant first(Set<String> statuses) {
        return all.stream()
                .filter(stage -> statuses.contains(stage.status()))
                .findFirst()
                .map(Stage::enteredAt)
                .orElse(null);
    }

    /** Null where the history is not kept any more. A meeting that was continued was not up in between. */
    private Double uptime() {
        double seconds = all.stream()
                .filter(stage -> !stage.status().equals(Status.REQUESTED.word()))
                .mapToDouble(Stage::seconds)
                .sum();
        return all.isEmpty() ? null : Double.valueOf(Math.round(seconds * 1000) / 1000.0);
    }

    private static Double between(Instant from, Instant to) {
        return Optional.ofNullable(from)
                .filter(there -> to != null)
                .map(there -> seconds(there, to))
                .orElse(null);
    }

    /** In milliseconds; never negative, whatever the clocks of an older service said. */
    static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }
}
