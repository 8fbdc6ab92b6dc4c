package dev.rollcall.standing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.AnswerDeadline;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.standing.StandingApi.ActionDone;
import dev.rollcall.standing.StandingApi.StandingBot;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What admins tell a standing bot; it is done by the replica that keeps it, whichever took the request. */
@Path("/")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Standing bots")
class StandingControlResource {

    /** @param minutes absent: an hour */
    @RegisterForReflection
    record PauseOrder(
            @Schema(minimum = "1", maximum = "10080", defaultValue = "60")
            Integer minutes) {

        Duration check() {
            var errors = new FieldErrors();
            errors.addUnless(
                    minutes == null || minutes >= 1 && minutes <= LONGEST_PAUSE,
                    "minutes",
                    "minutes must be a whole number from 1 to " + LONGEST_PAUSE + ".");
            errors.throwIfAny();
            return Duration.ofMinutes(minutes == null ? 60 : minutes);
        }
    }

    /** @param room null where the connector has none */
    @RegisterForReflection
    record ActionOrder(
            @Schema(nullable = true, examples = "alttpr/comic-armor-1234")
            String room,

            @Schema(required = true, examples = "message") String action,

            @Schema(implementation = Object.class, examples = "{\"message\": \"Good luck!\"}")
            JsonNode data) {

        JsonObject check() {
            var errors = new FieldErrors();
            errors.addUnless(action != null && !action.isBlank(), "action", "action is required.");
            errors.checkText("action", action, LONGEST_NAME);
            errors.checkText("room", room, LONGEST_NAME);
            errors.addUnless(data == null || data.isNull() || data.isObject(), "data", "data must be an object.");
            errors.throwIfAny();
            return new JsonObject()
                    .put("room", room)
                    .put("action", action.strip())
                    .put("data", data == null || data.isNull() ? new JsonObject() : new JsonObject(data.toString()));
        }

        /** Without what is said. */
        @Override
        public String toString() {
            return "ActionOrder[room=" + room + ", action=" + action + "]";
        }
    }

    private static final int LONGEST_PAUSE = 10_080;
    private static final int LONGEST_NAME = 200;
    private static final Duration OVERHEAD = Duration.ofSeconds(5);

    private final StandingOrders orders;
    private final StandingConfig config;

    StandingControlResource(StandingOrders orders, StandingConfig config) {
        this.orders = orders;
        this.config = config;
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots/{id}/start")
    @Operation(summary = "Connect a stopped or paused bot; for one that runs, nothing changes")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "409", description = "It is not active")
    public Uni<StandingBot> start(@RestPath long id) {
        return orders.start(id);
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots/{id}/stop")
    @Operation(summary = "Close the connection until it is started again; DISCONNECTED, \"Bot stopped manually\"")
    @APIResponseSchema(StandingBot.class)
    public Uni<StandingBot> stop(@RestPath long id) {
        return orders.stop(id);
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots/{id}/restart")
    @Operation(summary = "Close the connection and connect anew at once, whatever it was waiting for")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "409", description = "It is not active")
    public Uni<StandingBot> restart(@RestPath long id) {
        return orders.restart(id);
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots/{id}/pause")
    @Operation(summary = "Close the connection for a while; then it connects by itself")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "409", description = "It is stopped, or not active")
    @APIResponse(responseCode = "422", description = "minutes is not valid")
    public Uni<StandingBot> pause(@RestPath long id, @Nullable PauseOrder order) {
        Duration time = (order == null ? new PauseOrder(null) : order).check();
        return orders.pause(id, time);
    }

    @POST
    @Path("/standing-bots/{id}/check")
    @Operation(
            summary = "Look now, and answer with what was found",
            description = "One that waits for its next try is tried at once.")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "409", description = "It is stopped, paused or not active")
    @APIResponse(responseCode = "503", description = "No replica keeps it at the moment")
    @APIResponse(responseCode = "504", description = "Nothing was found in time")
    public Uni<StandingBot> check(@RestPath long id, @Context RoutingContext request) {
        AnswerDeadline.putOff(request, config.checkTimeout().plus(OVERHEAD));
        return orders.check(id);
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots/{id}/actions")
    @Operation(
            summary = "Have the bot do something in a room",
            description =
                    "Which actions there are, the connector says (docs/standing-bots.md). An answer of 504 does not"
                            + " say that it was not done.")
    @APIResponseSchema(ActionDone.class)
    @APIResponse(responseCode = "404", description = "There is no such bot or room")
    @APIResponse(responseCode = "409", description = "The bot does not run, or the service has refused it")
    @APIResponse(responseCode = "422", description = "A field is not valid; errors names every one")
    @APIResponse(responseCode = "503", description = "It is not connected at the moment")
    @APIResponse(responseCode = "504", description = "No answer in time")
    public Uni<ActionDone> act(@RestPath long id, ActionOrder order, @Context RoutingContext request) {
        if (order == null) {
            throw Problem.of(422, "A body is required.");
        }
        JsonObject body = order.check();
        AnswerDeadline.putOff(request, config.actionTimeout().plus(OVERHEAD));
        return orders.act(id, body);
    }
}
