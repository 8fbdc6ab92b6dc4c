package dev.rollcall.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.callback.BotCredentials.Meeting;
import dev.rollcall.command.Command;
import dev.rollcall.command.Commands;
import dev.rollcall.launch.BotConfig;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Status;
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
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * Where bots report (contract B). Nine paths, because bots of different eras use different ones, and one handler.
 * Whatever is well-formed is answered 200 "processed", repeats and late reports included: a bot that is told otherwise
 * loses seconds or gives up its meeting.
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
    @Path("/started")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> started(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, (message, attempt) -> message.at(Status.JOINING, attempt));
    }

    @POST
    @Path("/joining")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> joining(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, (message, attempt) -> message.at(Status.JOINING, attempt));
    }

    @POST
    @Path("/awaiting_admission")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> awaitingAdmission(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, (message, attempt) -> message.at(Status.AWAITING_ADMISSION, attempt));
    }

    @POST
    @Path("/joined")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> joined(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, (message, attempt) -> message.at(Status.ACTIVE, attempt));
    }

    @POST
    @Path("/exited")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> exited(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, CallbackMessage::exited);
    }

    @POST
    @Path("/status")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> status(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, CallbackMessage::statusEvent);
    }

    @POST
    @Path("/status_change")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> statusChange(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, CallbackMessage::statusEvent);
    }

    @POST
    @Path("/lifecycle")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> lifecycle(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        return report(body, secret, token, CallbackMessage::statusEvent);
    }

    @POST
    @Path("/heartbeat")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> heartbeat(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return credentials
                .attempt(connectionId, secret, token)
                .call(attempt -> commands.acknowledge(connectionId, attempt, message.acknowledged()))
                .chain(attempt -> heartbeats.beat(new Beat(connectionId, attempt, message.progress())))
                .map(answer -> answer.orElseThrow(BotCredentials::unknownConnection))
                .map(this::heartbeatAnswer);
    }

    @POST
    @Path("/ack")
    @Operation(hidden = true)
    public Uni<CallbackAnswer> acknowledge(
            JsonNode body, @RestHeader("X-Internal-Secret") String secret, @RestQuery String token) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return credentials
                .attempt(connectionId, secret, token)
                .call(attempt -> commands.acknowledge(connectionId, attempt, message.acknowledged()))
                .chain(attempt -> credentials.meeting(connectionId).map(meeting -> ackAnswer(meeting, attempt)));
    }

    private Uni<CallbackAnswer> report(
            JsonNode body, String secret, String token, BiFunction<CallbackMessage, Integer, Event> meaning) {
        CallbackMessage message = CallbackMessage.of(body);
        UUID connectionId = connectionId(message);
        return credentials
                .attempt(connectionId, secret, token)
                .chain(attempt -> transitions.applyToConnection(connectionId, meaning.apply(message, attempt)))
                .map(record -> reportAnswer(record.orElseThrow(BotCredentials::unknownConnection)));
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
