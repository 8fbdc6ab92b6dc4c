package dev.rollcall.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.callback.BotCredentials.Meeting;
import dev.rollcall.command.Command;
import dev.rollcall.command.Commands;
import dev.rollcall.launch.BotConfig;
import dev.rollcall.lifecycle.Decision.Answer;
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
    private final long heartbeatMillis;

    CallbackResource(
            Transitions transitions,
            Heartbeats heartbeats,
            Commands commands,
            BotCredentials credentials,
            BotConfig config) {
        this.transitions = transitions;
        this.heartbeats = heartbeats;
        this.commands = commands;
        this.credentials = credentials;
        this.heartbeatMillis = config.heartbeatInterval().toMillis();
    }

    @POST
    @Cancellable(false)
    @Path("/{callback: started|joining|awaiting_admission|joined|exited|status|status_change|lifecycle}")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> report(
            @RestPath String callback,
            JsonNode body,
            @RestHeader("X-Internal-Secret") String secret,
            @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return credentials
                .attempt(connectionId, secret, token)
                .chain(attempt -> transitions.applyToConnection(connectionId, message.event(callback, attempt)))
                .map(record -> reportAnswer(record.orElseThrow(BotCredentials::unknownConnection)));
    }

    @POST
    @Cancellable(false)
    @Path("/heartbeat")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> heartbeat(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return acknowledged(connectionId, message, secret, token)
                .chain(attempt -> heartbeats.beat(new Beat(connectionId, attempt, message.progress())))
                .map(answer -> answer.orElseThrow(BotCredentials::unknownConnection))
                .map(this::heartbeatAnswer);
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
                .chain(attempt -> credentials.meeting(connectionId).map(meeting -> ackAnswer(meeting, attempt)));
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

    private static CallbackAnswer reportAnswer(TransitionRecord record) {
        boolean fenced = record.decision().answer() == Answer.FENCED;
        return CallbackAnswer.report(
                record.meetingId(), record.to().word(), record.state().stopRequested(), fenced);
    }

    private static CallbackAnswer ackAnswer(Meeting meeting, int attempt) {
        return CallbackAnswer.report(
                meeting.id(), meeting.status(), meeting.stopRequested(), meeting.attempt() != attempt);
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
