package dev.rollcall.callback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.command.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What every well-formed callback is answered, repeats and late ones included. "processed" is the one word that bots of
 * all eras take for success (contract B.4).
 *
 * @param stopRequested somebody wants this bot to leave
 * @param fenced it speaks for an older launch: it must stop
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record CallbackAnswer(
        @JsonProperty("status") String status,
        @JsonProperty("meeting_id") long meetingId,
        @JsonProperty("meeting_status") String meetingStatus,
        @JsonProperty("stop_requested") boolean stopRequested,
        @JsonProperty("fenced") Boolean fenced,
        @JsonProperty("next_heartbeat_ms") Long nextHeartbeatMillis,
        @JsonProperty("commands") List<Map<String, Object>> commands) {

    private static final String PROCESSED = "processed";

    static CallbackAnswer report(long meetingId, String meetingStatus, boolean stopRequested) {
        return new CallbackAnswer(PROCESSED, meetingId, meetingStatus, stopRequested, null, null, null);
    }

    /** To an older launch, which must leave. */
    static CallbackAnswer fenced(long meetingId, String meetingStatus, boolean stopRequested, UUID connectionId) {
        return new CallbackAnswer(
                PROCESSED, meetingId, meetingStatus, stopRequested, true, null, leave(meetingId, connectionId));
    }

    static List<Map<String, Object>> leave(long meetingId, UUID connectionId) {
        return List.of(Command.leaveNow(meetingId, connectionId).json().getMap());
    }

    static CallbackAnswer heartbeat(
            long meetingId,
            String meetingStatus,
            boolean stopRequested,
            boolean fenced,
            long nextMillis,
            List<Map<String, Object>> commands) {
        return new CallbackAnswer(
                PROCESSED, meetingId, meetingStatus, stopRequested, fenced ? true : null, nextMillis, commands);
    }
}
