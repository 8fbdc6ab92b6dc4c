package dev.rollcall.explain;

import dev.rollcall.access.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Why a meeting is as it is, for its user and for administrators. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
class ExplainResource {

    private final Caller caller;
    private final Explanations explanations;

    ExplainResource(Caller caller, Explanations explanations) {
        this.caller = caller;
        this.explanations = explanations;
    }

    @GET
    @Path("/meetings/{id}/explain")
    @RolesAllowed("user")
    @Tag(name = "Bots and meetings")
    @Operation(
            summary = "Why a meeting is in its status, and what happens next",
            description = "In words and in fields, by the same rules as the service itself. summary is two or three"
                    + " sentences; next is what happens if nothing more is heard.")
    @APIResponseSchema(Explanation.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<Explanation> ofOwn(@RestPath long id) {
        return explanations.of(id, caller.userId());
    }

    @GET
    @Path("/admin/bots/{meeting_id}/explain")
    @RolesAllowed("admin")
    @Tag(name = "Administration")
    @Operation(summary = "Why anybody's meeting is in its status, and what happens next")
    @APIResponseSchema(Explanation.class)
    @APIResponse(responseCode = "404", description = "There is no such meeting")
    public Uni<Explanation> ofAnybodys(@RestPath("meeting_id") long meetingId) {
        return explanations.of(meetingId, null);
    }
}
