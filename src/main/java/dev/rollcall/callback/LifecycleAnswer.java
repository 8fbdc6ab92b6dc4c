package dev.rollcall.callback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.callback.BotCredentials.Meeting;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the bots of 2026 are answered: the fields that they know from home, and ours. The status stays "processed"
 * (docs/decisions/0011-callbacks-of-all-eras.md).
 *
 * @param statusTransition empty at home too, like {@code data}: these are not the bot's business
 * @param fenced it speaks for an older launch: it must stop; else absent, like {@code commands}
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record LifecycleAnswer(
        String status,
        UUID connectionId,
        long meetingId,
        String meetingStatus,
        String completionReason,
        String failureStage,
        String transitionSource,
        List<Object> statusTransition,
        Map<String, Object> data,
        boolean stopRequested,
        @JsonInclude(JsonInclude.Include.NON_NULL) Boolean fenced,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Map<String, Object>> commands) {

    static LifecycleAnswer of(UUID connectionId, Meeting meeting, boolean fenced) {
        return new LifecycleAnswer(
                "processed",
                connectionId,
                meeting.id(),
                meeting.status(),
                meeting.completionReason(),
                meeting.failureStage(),
                "bot_callback",
                List.of(),
                Map.of(),
                meeting.stopRequested(),
                fenced ? true : null,
                fenced ? CallbackAnswer.leave(meeting.id(), connectionId) : null);
    }
}
