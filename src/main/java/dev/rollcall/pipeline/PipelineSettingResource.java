package dev.rollcall.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.access.Caller;
import dev.rollcall.platform.Problem;
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

/** Whether a user's meetings get summary and tasks by themselves. */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "User settings")
class PipelineSettingResource {

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Setting(@Schema(examples = "true") boolean postMeetingTasks) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record SettingChange(
            @Schema(implementation = Boolean.class, required = true, examples = "true")
            JsonNode postMeetingTasks) {}

    private final Caller caller;
    private final PostMeetingWishes wishes;

    PipelineSettingResource(Caller caller, PostMeetingWishes wishes) {
        this.caller = caller;
        this.wishes = wishes;
    }

    @GET
    @Path("/user/post-meeting")
    @Operation(summary = "Whether meetings get summary and tasks when they are over")
    public Uni<Setting> get() {
        return wishes.isWanted(caller.userId()).map(Setting::new);
    }

    @PUT
    @Path("/user/post-meeting")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say whether meetings that end from now on get summary and tasks")
    @APIResponseSchema(Setting.class)
    @APIResponse(responseCode = "422", description = "post_meeting_tasks is not true or false")
    public Uni<Setting> set(SettingChange change) {
        if (change == null
                || change.postMeetingTasks() == null
                || !change.postMeetingTasks().isBoolean()) {
            throw Problem.invalid("post_meeting_tasks", "post_meeting_tasks must be true or false.");
        }
        boolean wanted = change.postMeetingTasks().booleanValue();
        return wishes.want(caller.userId(), wanted).replaceWith(new Setting(wanted));
    }
}
