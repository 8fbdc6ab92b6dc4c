package dev.rollcall.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.access.Caller;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For gateways that serve sockets of their own: which channels may this user hear? */
@Path("/ws/authorize-subscribe")
@RolesAllowed("user")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Live events")
class SubscriptionResource {

    @RegisterForReflection
    record Wanted(List<WantedMeeting> meetings) {}

    /** @param nativeId what some clients call native_meeting_id */
    @RegisterForReflection
    record WantedMeeting(
            @Schema(examples = "google_meet") String platform,

            @Schema(examples = "abc-defg-hij") @JsonProperty("native_meeting_id")
            String nativeMeetingId,

            @JsonProperty("native_id") String nativeId) {

        JsonObject json() {
            return new JsonObject()
                    .put("platform", platform)
                    .put("native_id", nativeId == null ? nativeMeetingId : nativeId);
        }
    }

    private final Caller caller;
    private final MeetingAccess access;

    SubscriptionResource(Caller caller, MeetingAccess access) {
        this.caller = caller;
        this.access = access;
    }

    @POST
    @Operation(summary = "Which of these meetings the user may follow; at most 100 at once")
    @APIResponseSchema(MeetingAccess.Followable.class)
    @APIResponse(responseCode = "422", description = "meetings is missing or too long")
    public Uni<MeetingAccess.Followable> authorize(Wanted wanted) {
        if (wanted.meetings() == null || wanted.meetings().size() > MeetingAccess.MOST_AT_ONCE) {
            throw Problem.invalid("meetings", "meetings must be a list of at most " + MeetingAccess.MOST_AT_ONCE + ".");
        }
        JsonArray meetings = new JsonArray();
        wanted.meetings().forEach(meeting -> meetings.add(meeting == null ? null : meeting.json()));
        return access.of(caller.userId(), meetings);
    }
}
