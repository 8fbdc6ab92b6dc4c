package dev.rollcall.logs;

import dev.rollcall.access.Caller;
import dev.rollcall.logs.LogsApi.Logs;
import dev.rollcall.platform.Problem;
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

/** What is known of why a bot ended as it did. */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class LogsResource {

    private final Caller caller;
    private final LogsQueries logs;

    LogsResource(Caller caller, LogsQueries logs) {
        this.caller = caller;
        this.logs = logs;
    }

    @GET
    @Path("/meetings/{id}/logs")
    @Operation(
            summary = "What is kept of a bot's last words",
            description =
                    "Exit code, error details, what the runtime saw, the last lines that the bot printed or sent, "
                            + "for each launch. At most 256 KiB: older evidence is left out, and truncated says so.")
    @APIResponseSchema(Logs.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<Logs> logs(@RestPath long id) {
        return logs.of(caller.userId(), id).map(found -> found.orElseThrow(() -> Problem.of(404, "Meeting not found")));
    }
}
