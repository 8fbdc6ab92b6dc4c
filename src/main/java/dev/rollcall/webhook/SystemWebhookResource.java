package dev.rollcall.webhook;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The system's own webhook, for those who keep the service running. */
@Path("/admin/webhook")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class SystemWebhookResource {

    private static final Long SYSTEM = null;

    private final Deliveries deliveries;

    SystemWebhookResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GET
    @Path("/deliveries")
    @Operation(summary = "Alerts of the fleet that were sent to the system's webhook, the newest first")
    public Uni<DeliveryPage> page(@RestQuery String status, @RestQuery String limit, @RestQuery String before) {
        return deliveries.page(SYSTEM, status, null, limit, before);
    }

    @POST
    @Cancellable(false)
    @ResponseStatus(202)
    @Path("/deliveries/{id}/redeliver")
    @Operation(summary = "Send one again")
    public Uni<Delivery> redeliver(@RestPath long id) {
        return deliveries.redeliver(SYSTEM, id);
    }

    @POST
    @Cancellable(false)
    @ResponseStatus(202)
    @Path("/test")
    @Operation(summary = "Send a test to the system's webhook")
    @APIResponseSchema(value = Delivery.class, responseCode = "202", responseDescription = "Under way")
    @APIResponse(responseCode = "404", description = "There is no rollcall.webhooks.system-url")
    public Uni<Delivery> test() {
        return deliveries.test(SYSTEM);
    }

    @POST
    @Cancellable(false)
    @Path("/resume")
    @Operation(summary = "Go on with the system's webhook after it was paused")
    @APIResponse(responseCode = "204", description = "It goes on")
    public Uni<Void> resume(@RestQuery @DefaultValue("false") boolean skip) {
        return deliveries.resume(SYSTEM, skip);
    }
}
