package dev.rollcall.command;

import dev.rollcall.access.Caller;
import dev.rollcall.command.LiveCommandApi.Avatar;
import dev.rollcall.command.LiveCommandApi.Chat;
import dev.rollcall.command.LiveCommandApi.ChatText;
import dev.rollcall.command.LiveCommandApi.Screen;
import dev.rollcall.command.LiveCommandApi.Speech;
import dev.rollcall.meeting.MeetingKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What a voice agent lets its bot do in a meeting: speak, write, show, change its face. The service passes it on and
 * knows only whether the bot has taken it.
 */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Live commands")
class LiveCommandResource {

    private static final String BOT = "/bots/{platform}/{native_meeting_id}";
    private static final String ON_ITS_WAY = "The command is on its way to the bot";
    private static final String NOT_ACTIVE = "The user has no bot that is in this meeting";
    private static final String NOT_VALID = "errors names every field that no bot could use";
    private static final String TOO_MANY = "The bot has too much to do already";

    private final Caller caller;
    private final LiveCommands commands;

    LiveCommandResource(Caller caller, LiveCommands commands) {
        this.caller = caller;
        this.commands = commands;
    }

    @POST
    @Path(BOT + "/speak")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "Let the bot say a text or play audio")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "400", description = "Neither text nor audio")
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "422", description = NOT_VALID)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> speak(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId, Speech speech) {
        return give(platform, nativeId, speech.command(), "Speech command sent to the bot.");
    }

    @DELETE
    @Path(BOT + "/speak")
    @Cancellable(false)
    @ResponseStatus(202)
    @Operation(summary = "Let the bot fall silent")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> stopSpeaking(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        return give(platform, nativeId, LiveCommand.of("speak_stop"), "Speech stop command sent to the bot.");
    }

    @POST
    @Path(BOT + "/chat")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "Let the bot write into the chat")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "422", description = NOT_VALID)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> write(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId, ChatText message) {
        return give(platform, nativeId, message.command(), "Chat message sent to the bot.");
    }

    @GET
    @Path(BOT + "/chat")
    @Operation(summary = "The newest 500 messages of the chat, as the bot has written them down")
    @APIResponseSchema(Chat.class)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "503", description = "Redis, where bots keep the chat, cannot be reached")
    public Uni<Chat> chat(@RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        return commands.chat(caller.userId(), MeetingKey.of(platform, nativeId));
    }

    @POST
    @Path(BOT + "/screen")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "Let the bot show something")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "422", description = NOT_VALID)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> show(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId, Screen screen) {
        return give(platform, nativeId, screen.command(), "Screen command sent to the bot.");
    }

    @DELETE
    @Path(BOT + "/screen")
    @Cancellable(false)
    @ResponseStatus(202)
    @Operation(summary = "Let the bot show nothing more")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> stopShowing(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        return give(platform, nativeId, LiveCommand.of("screen_stop"), "Screen stop command sent to the bot.");
    }

    @PUT
    @Path(BOT + "/avatar")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(summary = "Give the bot another picture")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "422", description = NOT_VALID)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> wear(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId, Avatar avatar) {
        return give(platform, nativeId, avatar.command(), "Avatar command sent to the bot.");
    }

    @DELETE
    @Path(BOT + "/avatar")
    @Cancellable(false)
    @ResponseStatus(202)
    @Operation(summary = "Give the bot its own picture again")
    @APIResponseSchema(value = AcceptedCommand.class, responseCode = "202", responseDescription = ON_ITS_WAY)
    @APIResponse(responseCode = "404", description = NOT_ACTIVE)
    @APIResponse(responseCode = "429", description = TOO_MANY)
    public Uni<AcceptedCommand> resetAvatar(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        return give(platform, nativeId, LiveCommand.of("avatar_reset"), "Avatar reset command sent to the bot.");
    }

    private Uni<AcceptedCommand> give(String platform, String nativeId, LiveCommand command, String message) {
        return commands.give(caller.userId(), MeetingKey.of(platform, nativeId), command)
                .map(record -> AcceptedCommand.of(message, record));
    }
}
