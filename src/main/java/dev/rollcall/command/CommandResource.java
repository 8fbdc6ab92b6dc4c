package dev.rollcall.command;

import dev.rollcall.access.Caller;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.meeting.Languages;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.meeting.MeetingQueries;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Commands to a bot that is in a meeting. */
@Path("/")
@RolesAllowed("user")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class CommandResource {

    private static final Set<String> TASKS = Set.of("transcribe", "translate");

    /** What to change; what is absent or empty stays as it is. */
    @RegisterForReflection
    record BotSettings(
            @Schema(examples = "de") String language,
            @Schema(examples = "translate") String task) {

        BotSettings {
            language = word(language);
            task = word(task);
        }

        /** As POST /bots reads them. */
        private static String word(String text) {
            return text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
        }

        BotSettings orThrow() {
            var errors = new FieldErrors();
            errors.addUnless(
                    language == null || Languages.isKnown(language),
                    "language",
                    "language must be one of the codes that whisper knows, such as en, de or yue.");
            errors.addUnless(task == null || TASKS.contains(task), "task", "task must be transcribe or translate.");
            errors.addUnless(language != null || task != null, "body", "Give a language, a task, or both.");
            errors.throwIfAny();
            return this;
        }
    }

    private final Caller caller;
    private final MeetingQueries meetings;
    private final Transitions transitions;

    CommandResource(Caller caller, MeetingQueries meetings, Transitions transitions) {
        this.caller = caller;
        this.meetings = meetings;
        this.transitions = transitions;
    }

    @PUT
    @Path("/bots/{platform}/{native_meeting_id}/config")
    @Cancellable(false) // the command would be written, and its publication lost until it is repaired
    @ResponseStatus(202)
    @Operation(summary = "Change the language or the task of a bot that is in the meeting")
    @APIResponseSchema(
            value = AcceptedCommand.class,
            responseCode = "202",
            responseDescription = "The command is on its way to the bot")
    @APIResponse(responseCode = "404", description = "The user has no bot in this meeting")
    @APIResponse(responseCode = "409", description = "The meeting is not active")
    @APIResponse(responseCode = "422", description = "Neither a known language nor a known task")
    public Uni<AcceptedCommand> reconfigure(
            @RestPath("platform") String platform,
            @RestPath("native_meeting_id") String nativeId,
            BotSettings settings) {
        MeetingKey key = MeetingKey.of(platform, nativeId);
        BotSettings wanted = settings.orThrow();
        return meetings.find(caller.userId(), key)
                .map(found -> found.orElseThrow(() -> LiveCommands.noneActive(key)))
                .chain(id -> transitions.apply(id, new Event.ReconfigureRequested(wanted.language(), wanted.task())))
                .map(record -> accepted(record.orElseThrow(() -> LiveCommands.noneActive(key))));
    }

    private static AcceptedCommand accepted(TransitionRecord record) {
        if (record.decision().answer() == Answer.REFUSED) {
            throw Problem.of(
                    409,
                    "Meeting found but is not active (status: '%s'). Cannot reconfigure."
                            .formatted(record.to().word()));
        }
        return AcceptedCommand.of("Reconfiguration request accepted and sent to the bot.", record);
    }
}
