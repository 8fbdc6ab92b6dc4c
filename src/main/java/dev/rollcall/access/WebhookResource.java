package dev.rollcall.access;

import dev.rollcall.access.UserApi.UserResponse;
import dev.rollcall.access.WebhookApi.NewSecret;
import dev.rollcall.access.WebhookApi.SecretChange;
import dev.rollcall.access.WebhookApi.WebhookChange;
import dev.rollcall.access.WebhookApi.WebhookView;
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
import org.jboss.resteasy.reactive.server.Cancellable;

/** A user's own webhook. */
@Path("/")
@RolesAllowed(ApiKeyAuthentication.USER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "User settings")
class WebhookResource {

    private final Caller caller;
    private final WebhookSettings webhooks;
    private final WebhookSecrets secrets;
    private final WebhookConfig config;

    WebhookResource(Caller caller, WebhookSettings webhooks, WebhookSecrets secrets, WebhookConfig config) {
        this.caller = caller;
        this.webhooks = webhooks;
        this.secrets = secrets;
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

    @POST
    @Cancellable(false)
    @Path("/user/webhook/secret")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Change the secret without a gap: the one before signs, too, for a while",
            description = "While both are valid, X-Webhook-Signature holds both signatures with a comma between.")
    @APIResponseSchema(value = NewSecret.class, responseDescription = "Changed; one that we made is shown this once")
    @APIResponse(responseCode = "404", description = "No webhook is set")
    @APIResponse(responseCode = "422", description = "A field has the wrong form; errors names every one")
    public Uni<NewSecret> changeSecret(SecretChange change) {
        SecretChange asked = change == null ? new SecretChange(null, null) : change;
        asked.check();
        return secrets.change(caller.userId(), asked);
    }

    @GET
    @Path("/user/webhook")
    @Operation(summary = "The webhook and how it fares, its secret masked; all null where none is set")
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
