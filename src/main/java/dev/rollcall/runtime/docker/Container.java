package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.runtime.Workload;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * What the engine says of a container.
 *
 * @param status created, running, paused, restarting, removing, exited or dead
 * @param error why it could not be started; empty when it was
 * @param created by the engine's clock
 * @param started by the engine's clock, the last time; long ago when it never was
 */
record Container(
        String id,
        Function<String, String> label,
        String status,
        int exitCode,
        boolean oomKilled,
        String error,
        Instant created,
        Instant started) {

    private static final String MEETING = "rollcall.meeting";
    private static final String ATTEMPT = "rollcall.attempt";
    private static final String INSTALLATION = "rollcall.installation";
    private static final String MANAGED_BY = "managed-by";

    /** From the answer to an inspect. */
    static Container of(JsonNode inspected) {
        JsonNode state = inspected.path("State");
        JsonNode labels = inspected.path("Config").path("Labels");
        return new Container(
                inspected.path("Id").asText(),
                key -> labels.path(key).asText(""),
                state.path("Status").asText(),
                state.path("ExitCode").asInt(),
                state.path("OOMKilled").asBoolean(),
                state.path("Error").asText(""),
                instant(inspected.path("Created").asText(), Instant.MAX),
                instant(state.path("StartedAt").asText(), Instant.EPOCH));
    }

    private static Instant instant(String text, Instant unsaid) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notSaid) {
            return unsaid;
        }
    }

    /** By these a container is found again; the rest is for whoever looks at it. */
    static Map<String, String> labels(Workload workload, String installation) {
        return Map.of(
                MANAGED_BY,
                "rollcall",
                INSTALLATION,
                installation,
                MEETING,
                Long.toString(workload.meetingId()),
                ATTEMPT,
                Integer.toString(workload.attempt()),
                "rollcall.user",
                Long.toString(workload.userId()),
                "rollcall.platform",
                workload.platform());
    }

    /** What every container of this installation carries, as the engine filters by it. */
    static String[] labelFilter(String installation) {
        return new String[] {MANAGED_BY + "=rollcall", INSTALLATION + "=" + installation};
    }

    /** A name says nothing: another service on the same engine counts its meetings from 1 too. */
    boolean isOf(String handle, String installation) {
        return label.apply(INSTALLATION).equals(installation)
                && label.apply(MANAGED_BY).equals("rollcall")
                && Workload.identify(handle)
                        .filter(identity -> label.apply(MEETING).equals(Long.toString(identity.meetingId())))
                        .filter(identity -> label.apply(ATTEMPT).equals(Integer.toString(identity.attempt())))
                        .isPresent();
    }

    /** Made, and not started yet or never. */
    boolean neverStarted() {
        return status.equals("created");
    }

    boolean runs() {
        return status.equals("running") || status.equals("paused") || status.equals("restarting");
    }
}
