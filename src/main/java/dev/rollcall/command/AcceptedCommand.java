package dev.rollcall.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** What whoever gives a command is answered: it is written down, and on its way. */
@RegisterForReflection
public record AcceptedCommand(
        String message,
        @JsonProperty("meeting_id") long meetingId,
        @JsonProperty("command_id") UUID commandId) {

    static AcceptedCommand of(String message, TransitionRecord record) {
        return new AcceptedCommand(
                message, record.meetingId(), record.commands().get(0).id());
    }
}
