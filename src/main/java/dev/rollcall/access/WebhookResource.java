package dev.rollcall.access;

import dev.rollcall.access.UserApi.UserResponse;
import dev.rollcall.access.WebhookApi.WebhookChange;
import dev.rollcall.access.WebhookApi.WebhookView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** A user's own webhook. */
@Path("/")
@RolesAllowed(ApiKeyAuthentication.USER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "User settings")
class WebhookResource {

    private final Caller caller;
    private final WebhookSettings webhooks;
    private final WebhookConfig config;

    WebhookResource(Caller caller, WebhookSettings webhooks, WebhookConfig config) {
        this.caller = caller;
        this.webhooks = webhooks;
        this.config = config;
    }

    @PUT
    @Cancellable(false)
    @Path("/user/webhook")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say where to be told of meetings; a secret or events that are not named stay as they are")
    @APIResponseSchema(value = UserResponse.class, responseDescription = "Set; the secret is never shown again")
    @APIResponse(responseCode = "400", description = "The address may not be called: https and a public host")
    @APIResponse(responseCode = "422", description = "A field has the wrong form; errors names every one")
    public Uni<UserResponse> set(WebhookChange change) {
        change.check(config.rules());
        return webhooks.change(caller.userId(), change);
    }

    @GET
    @Path("/user/webhook")
    @Operation(summary = "The webhook, its secret masked; all null where none is set")
    @APIResponseSchema(WebhookView.class)
    public Uni<WebhookView> get() {
        return webhooks.view(caller.userId());
    }

    @DELETE
    @Cancellable(false)
    @Path("/user/webhook")
    @Operation(summary = "Send nothing any more, and forget address, secret and events")
    public Uni<Void> clear() {
        return webhooks.clear(caller.userId());
    }
}
