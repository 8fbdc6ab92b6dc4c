package dev.rollcall.webhook;

import dev.rollcall.access.Caller;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import dev.rollcall.webhook.DeliveryApi.DeliveryPage;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What became of a user's webhooks, and what can be done about it. */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "User settings")
class DeliveryResource {

    private final Caller caller;
    private final Deliveries deliveries;

    DeliveryResource(Caller caller, Deliveries deliveries) {
        this.caller = caller;
        this.deliveries = deliveries;
    }

    @GET
    @Path("/user/webhook/deliveries")
    @Operation(summary = "What was sent, the newest first: the answer, what went wrong, when it is tried again")
    @APIResponseSchema(DeliveryPage.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid")
    public Uni<DeliveryPage> page(
            @Parameter(description = "pending, delivered, failed or dropped") @RestQuery String status,
            @RestQuery("meeting_id") String meetingId,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(description = "`next` of the page before") @RestQuery String before) {
        return deliveries.page(caller.userId(), status, meetingId, limit, before);
    }

    /** Where newer clients of other systems look. */
    @GET
    @Path("/webhooks/deliveries")
    @Operation(hidden = true)
    public Uni<DeliveryPage> pageOfOthers(
            @RestQuery String status,
            @RestQuery("meeting_id") String meetingId,
            @RestQuery String limit,
            @RestQuery String before) {
        return page(status, meetingId, limit, before);
    }

    @GET
    @Path("/user/webhook/deliveries/{id}")
    @Operation(summary = "One delivery, with what was sent")
    @APIResponseSchema(Delivery.class)
    @APIResponse(responseCode = "404", description = "The user has no such delivery")
    public Uni<Delivery> byId(@RestPath long id) {
        return deliveries.byId(caller.userId(), id);
    }

    @POST
    @Cancellable(false)
    @ResponseStatus(202)
    @Path("/user/webhook/deliveries/{id}/redeliver")
    @Operation(summary = "Send it again, under the same event id; one that still waits is tried now")
    @APIResponseSchema(value = Delivery.class, responseCode = "202", responseDescription = "The new delivery")
    @APIResponse(responseCode = "404", description = "The user has no such delivery")
    public Uni<Delivery> redeliver(@RestPath long id) {
        return deliveries.redeliver(caller.userId(), id);
    }

    @POST
    @Cancellable(false)
    @ResponseStatus(202)
    @Path("/user/webhook/test")
    @Operation(summary = "Send a test the way that all others take, once; its delivery tells what came of it")
    @APIResponseSchema(value = Delivery.class, responseCode = "202", responseDescription = "Under way")
    @APIResponse(responseCode = "404", description = "No webhook is set")
    public Uni<Delivery> test() {
        return deliveries.test(caller.userId());
    }

    @POST
    @Cancellable(false)
    @Path("/user/webhook/resume")
    @Operation(
            summary = "Go on with a paused or failing webhook, and with those of the user's bots: what waits is sent")
    @APIResponse(responseCode = "204", description = "It goes on")
    public Uni<Void> resume(
            @Parameter(description = "Drop what waits instead of sending it") @RestQuery @DefaultValue("false")
                    boolean skip) {
        return deliveries.resume(caller.userId(), skip);
    }
}
