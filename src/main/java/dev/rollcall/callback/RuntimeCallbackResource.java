package dev.rollcall.callback;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Where container services of other systems report a workload's states, and come again until they are heard. We watch
 * our runtimes ourselves, so nothing depends on it: the answer is always yes, and the body is not even read.
 */
@Path("/runtime/callback")
@Produces(MediaType.APPLICATION_JSON)
class RuntimeCallbackResource {

    @RegisterForReflection
    record Accepted(String status) {}

    @POST
    @Operation(hidden = true)
    public Accepted accept() {
        return new Accepted("accepted");
    }
}
