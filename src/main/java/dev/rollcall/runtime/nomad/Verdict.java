package dev.rollcall.runtime.nomad;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What is true of a dispatched job: (the job, its allocations, its evaluations, now) → an observation. The job's own
 * status does not say it: a job that was stopped is dead for Nomad while its task still uses its kill_timeout.
 */
final class Verdict {

    private final BotJob job;
    private final List<Allocation> allocations;
    private final boolean late;

    Verdict(BotJob job, List<Allocation> allocations, Duration pendingBound, Instant now) {
        this.job = job;
        this.allocations = allocations;
        this.late = job.olderThan(pendingBound, now);
    }

    /** Whether the evaluations matter: it waits for a node, and has for too long. */
    boolean needsEvaluations() {
        return allocations.isEmpty() && !job.dead() && late;
    }

    /** The allocation that ended last, whose output is the evidence; null when none of them has run. */
    Allocation evidence() {
        return newest();
    }

    Observation of(List<JsonObject> evaluations) {
        if (allocations.isEmpty()) {
            return job.dead() ? neverPlaced() : unplaced(evaluations);
        }
        if (allocations.stream().anyMatch(allocation -> allocation.live() && !allocation.pending())) {
            return new Running();
        }
        if (allocations.stream().anyMatch(Allocation::pending)) {
            return late ? new Ended(null, "NotStarted", newest().lastMessage()) : new Running();
        }
        if (allocations.stream().anyMatch(Allocation::unheard)) {
            return new Unknown("Nomad does not hear from the node of " + job.handle() + ".");
        }
        return newest().end();
    }

    private Observation neverPlaced() {
        return new Ended(
                null,
                job.stopped() ? "Stopped" : "NotPlaced",
                job.stopped() ? "It was stopped before Nomad had a node for it." : "Nomad gave it no node.");
    }

    /** No node yet. That may still come, but nobody waits longer than the bound. */
    private Observation unplaced(List<JsonObject> evaluations) {
        return evaluations.stream()
                .filter(Verdict::isBlocked)
                .findFirst()
                .<Observation>map(evaluation -> new Ended(null, "Unschedulable", why(evaluation)))
                .orElseGet(Running::new);
    }

    private static boolean isBlocked(JsonObject evaluation) {
        JsonObject failed = evaluation.getJsonObject("FailedTGAllocs");
        return "blocked".equals(evaluation.getString("Status")) || failed != null && !failed.isEmpty();
    }

    private static String why(JsonObject evaluation) {
        String quota = evaluation.getString("QuotaLimitReached", "");
        if (!quota.isEmpty()) {
            return "The quota '" + quota + "' is used up.";
        }
        JsonObject failed = evaluation.getJsonObject("FailedTGAllocs");
        return failed == null || failed.isEmpty()
                ? evaluation.getString("StatusDescription", "Nomad has no node for it.")
                : "Nomad has no node for it: " + failed.encode();
    }

    private Allocation newest() {
        return allocations.stream()
                .max(Comparator.comparingLong(Allocation::createIndex))
                .orElse(null);
    }
}
