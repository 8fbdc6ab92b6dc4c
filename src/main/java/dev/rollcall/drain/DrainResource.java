package dev.rollcall.drain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Before an upgrade or in trouble: no new bots, while those that are there finish. */
@Path("/admin/drain")
@RolesAllowed("admin")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class DrainResource {

    /** @param by who is asking; there is one admin token, so it cannot be known otherwise */
    @RegisterForReflection
    record Wish(
            @Schema(implementation = Boolean.class, required = true)
            JsonNode draining,

            @Schema(
                    maxLength = DrainSwitch.LONGEST_REASON,
                    description = "What users are told. Required to drain.",
                    examples = "The cluster is being upgraded until 14:00 UTC.")
            String reason,

            @Schema(maxLength = DrainSwitch.LONGEST_NAME, description = "Who is asking.", examples = "ada@example.org")
            String by) {

        void check() {
            FieldErrors errors = new FieldErrors();
            errors.addUnless(draining != null && draining.isBoolean(), "draining", "draining must be true or false.");
            DrainSwitch.check(errors, drains(), reason, by);
            errors.throwIfAny();
        }

        boolean drains() {
            return draining != null && draining.isBoolean() && draining.booleanValue();
        }
    }

    private final DrainSwitch drain;

    DrainResource(DrainSwitch drain) {
        this.drain = drain;
    }

    @GET
    @Operation(summary = "Whether new bots are accepted, who said so, and since when")
    @APIResponseSchema(Drain.class)
    public Uni<Drain> read() {
        return drain.read();
    }

    @PUT
    @Cancellable(false)
    @Operation(
            summary = "Drain the fleet, or open it again",
            description = "While it is drained, POST /bots is answered 503 with Retry-After and the reason. Bots that"
                    + " are there go on: launches under way, callbacks, commands and stops work as ever. Once this is"
                    + " answered, no new bot is accepted on any replica.")
    @APIResponseSchema(Drain.class)
    @APIResponse(responseCode = "422", description = "A field is not valid; errors names every one")
    public Uni<Drain> turn(Wish wish) {
        wish.check();
        return drain.turn(wish.drains() ? wish.reason() : null, wish.by());
    }
}
