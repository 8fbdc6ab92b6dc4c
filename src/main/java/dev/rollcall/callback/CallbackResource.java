package dev.rollcall.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.command.Command;
import dev.rollcall.command.Commands;
import dev.rollcall.launch.BotConfig;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.logs.BotLog;
import dev.rollcall.logs.BotLogs;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Where bots report (contract B). Nine paths, because bots of different eras use different ones, and one handler.
 * Whatever is well-formed is answered 200 "processed", repeats and late reports included: a bot that is told otherwise
 * loses seconds or gives up its meeting. Not cancelled with its request: what a bot has said stands, and is followed up,
 * also when the bot no longer waits for the answer.
 */
@Path("/bots/internal/callback")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CallbackResource {

    private final Transitions transitions;
    private final Heartbeats heartbeats;
    private final Commands commands;
    private final BotCredentials credentials;
    private final OlderLaunches olderLaunches;
    private final BotLogs logs;
    private final Tracing tracing;
    private final long heartbeatMillis;

    CallbackResource(
            Transitions transitions,
            Heartbeats heartbeats,
            Commands commands,
            BotCredentials credentials,
            OlderLaunches olderLaunches,
            BotLogs logs,
            Tracing tracing,
            BotConfig config) {
        this.transitions = transitions;
        this.heartbeats = heartbeats;
        this.commands = commands;
        this.credentials = credentials;
        this.olderLaunches = olderLaunches;
        this.logs = logs;
        this.tracing = tracing;
        this.heartbeatMillis = config.heartbeatInterval().toMillis();
    }

    @POST
    @Cancellable(false)
    @Path("/{callback: started|joining|awaiting_admission|joined|exited|status|status_change}")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> report(
            @RestPath String callback,
            JsonNode body,
            @RestHeader("X-Internal-Secret") String secret,
            @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return applied(connectionId, message, callback, secret, token)
                .map(record -> reportAnswer(connectionId, record));
    }

    @POST
    @Cancellable(false)
    @Path("/lifecycle")
    @Operation(hidden = true)
    public Uni<LifecycleAnswer> lifecycle(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return applied(connectionId, message, "lifecycle", secret, token)
                .map(CallbackResource::fenced)
                .chain(fenced -> credentials
                        .meeting(connectionId)
                        .map(meeting -> LifecycleAnswer.of(connectionId, meeting, fenced)));
    }

    private Uni<TransitionRecord> applied(
            UUID connectionId, CallbackMessage message, String callback, String secret, String token) {
        return credentials
                .attempt(connectionId, secret, token)
                .chain(attempt -> applied(connectionId, message.event(callback, attempt), message));
    }

    /** What the bot logged is kept next: were it lost, the bot would be answered 503, and its repeat would bring it. */
    private Uni<TransitionRecord> applied(UUID connectionId, Event event, CallbackMessage message) {
        Uni<TransitionRecord> applied = transitions
                .applyToConnection(connectionId, event)
                .map(record -> record.orElseThrow(BotCredentials::unknownConnection));
        return event instanceof Event.BotEnded ended
                ? applied.call(record -> logs.keep(
                        record.meetingId(),
                        ended.report().attempt(),
                        BotLog.newest(
                                message.logLines(),
                                message.resources(),
                                record.before().masking())))
                : applied;
    }

    @POST
    @Cancellable(false)
    @Path("/heartbeat")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> heartbeat(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        Uni<BeatAnswer> answer = acknowledged(connectionId, message, secret, token)
                .chain(attempt -> beat(new Beat(connectionId, attempt, message.progress())));
        return tracing.request(answer, BeatAnswer::meetingId).map(this::heartbeatAnswer);
    }

    private Uni<BeatAnswer> beat(Beat beat) {
        return heartbeats
                .beat(beat)
                .map(answer -> answer.orElseThrow(BotCredentials::unknownConnection))
                .call(answer -> noteIf(answer.fenced(), beat.connectionId(), beat.attempt(), "heartbeat"));
    }

    private Uni<Void> noteIf(boolean fenced, UUID connectionId, int attempt, String by) {
        return fenced
                ? olderLaunches.note(connectionId, attempt, by)
                : Uni.createFrom().voidItem();
    }

    @POST
    @Cancellable(false)
    @Path("/ack")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> acknowledge(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return acknowledged(connectionId, message, secret, token)
                .chain(attempt -> acknowledgement(connectionId, attempt));
    }

    /** The attempt of the sender, once what it acknowledges is written. */
    private Uni<Integer> acknowledged(UUID connectionId, CallbackMessage message, String secret, String token) {
        return credentials
                .attempt(connectionId, secret, token)
                .call(attempt -> commands.acknowledge(connectionId, attempt, message.acknowledged()));
    }

    private static UUID connectionId(CallbackMessage message) {
        return message.connectionId().orElseThrow(BotCredentials::unknownConnection);
    }

    private static CallbackAnswer reportAnswer(UUID connectionId, TransitionRecord record) {
        return answer(
                record.meetingId(), record.to().word(), record.state().stopRequested(), fenced(record), connectionId);
    }

    private static boolean fenced(TransitionRecord record) {
        return record.decision().answer() == Answer.FENCED;
    }

    private Uni<CallbackAnswer> acknowledgement(UUID connectionId, int attempt) {
        return credentials
                .meeting(connectionId)
                .call(meeting -> noteIf(meeting.attempt() != attempt, connectionId, attempt, "acknowledgement"))
                .map(meeting -> answer(
                        meeting.id(),
                        meeting.status(),
                        meeting.stopRequested(),
                        meeting.attempt() != attempt,
                        connectionId));
    }

    private static CallbackAnswer answer(
            long meetingId, String meetingStatus, boolean stopRequested, boolean fenced, UUID connectionId) {
        return fenced
                ? CallbackAnswer.fenced(meetingId, meetingStatus, stopRequested, connectionId)
                : CallbackAnswer.report(meetingId, meetingStatus, stopRequested);
    }

    private CallbackAnswer heartbeatAnswer(BeatAnswer answer) {
        List<Map<String, Object>> pending = answer.commands().stream()
                .map(Command::json)
                .map(JsonObject::getMap)
                .toList();
        return CallbackAnswer.heartbeat(
                answer.meetingId(),
                answer.meetingStatus(),
                answer.stopRequested(),
                answer.fenced(),
                heartbeatMillis,
                pending);
    }
}
