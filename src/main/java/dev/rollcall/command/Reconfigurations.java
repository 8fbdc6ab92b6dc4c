package dev.rollcall.command;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.meeting.Languages;
import dev.rollcall.meeting.MeetingDetails;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.meeting.MeetingQueries;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Other settings for a bot that is in a meeting, for whoever asks. */
@ApplicationScoped
public class Reconfigurations {

    private static final Set<String> TASKS = Set.of("transcribe", "translate");

    /** What to change; what is absent or empty stays as it is. */
    @RegisterForReflection
    public record BotSettings(
            @Schema(examples = "de") String language,
            @Schema(examples = "translate") String task) {

        public BotSettings {
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

    private final MeetingQueries meetings;
    private final MeetingDetails details;
    private final Transitions transitions;

    Reconfigurations(MeetingQueries meetings, MeetingDetails details, Transitions transitions) {
        this.meetings = meetings;
        this.details = details;
        this.transitions = transitions;
    }

    Uni<AcceptedCommand> ask(long userId, MeetingKey key, BotSettings settings) {
        BotSettings wanted = settings.orThrow();
        return meetings.find(userId, key)
                .map(found -> found.orElseThrow(() -> LiveCommands.noneActive(key)))
                .chain(id -> ask(id, wanted));
    }

    /**
     * @throws Problem 422 for settings that are not valid; the Uni fails with 404 when the user has no such meeting, and
     *     with 409 when its bot is not in it
     */
    public Uni<AcceptedCommand> ask(long userId, long meetingId, BotSettings settings) {
        BotSettings wanted = settings.orThrow();
        return details.of(meetingId, userId)
                .map(found -> found.orElseThrow(() -> Problem.of(404, "Meeting not found")))
                .chain(own -> ask(own.id(), wanted));
    }

    private Uni<AcceptedCommand> ask(long id, BotSettings wanted) {
        return transitions
                .apply(id, new Event.ReconfigureRequested(wanted.language(), wanted.task()))
                .map(record -> accepted(record.orElseThrow(() -> Problem.of(404, "Meeting not found"))));
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
