package dev.rollcall.fleet;

import dev.rollcall.fleet.AnalyticsApi.MeetingLine;
import dev.rollcall.fleet.AnalyticsApi.PerformanceMetrics;
import dev.rollcall.fleet.AnalyticsApi.Session;
import dev.rollcall.fleet.AnalyticsApi.Telematics;
import dev.rollcall.fleet.AnalyticsApi.TokenLine;
import dev.rollcall.fleet.AnalyticsApi.TranscriptionStats;
import dev.rollcall.fleet.AnalyticsApi.Transition;
import dev.rollcall.fleet.AnalyticsApi.UserDetails;
import dev.rollcall.fleet.AnalyticsApi.UserFacts;
import dev.rollcall.fleet.AnalyticsApi.UserLine;
import dev.rollcall.fleet.FleetApi.Slots;
import dev.rollcall.fleet.FleetApi.UserSlots;
import dev.rollcall.fleet.MeetingAnalytics.Pulse;
import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import dev.rollcall.fleet.UserAnalytics.Usage;
import dev.rollcall.platform.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * Users and meetings for whoever counts them, in the shapes that clients of older bot services read. The analytics token
 * opens this as the admin token does, so nothing here may write, or show a secret.
 */
@Path("/admin/analytics")
@RolesAllowed({"admin", "analytics"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class AnalyticsResource {

    /** All that may come at once: older clients ask for no limit, and count on as many. */
    private static final int USUAL_PAGE = Slice.LARGEST;

    private final MeetingAnalytics ofMeetings;
    private final UserAnalytics ofUsers;
    private final StatsQueries stats;
    private final SlotQueries slots;
    private final SecurityIdentity identity;

    AnalyticsResource(
            MeetingAnalytics ofMeetings,
            UserAnalytics ofUsers,
            StatsQueries stats,
            SlotQueries slots,
            SecurityIdentity identity) {
        this.ofMeetings = ofMeetings;
        this.ofUsers = ofUsers;
        this.stats = stats;
        this.slots = slots;
        this.identity = identity;
    }

    @GET
    @Path("/users")
    @Operation(summary = "Users as a table, the newest first")
    @APIResponseSchema(UserLine[].class)
    @APIResponse(responseCode = "422", description = "skip or limit is not valid")
    public Uni<List<UserLine>> users(
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String skip,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "1000"))
                    @RestQuery
                    String limit) {
        Slice page = Slice.of(skip, limit, USUAL_PAGE);
        return ofUsers.users(page.skip(), page.limit());
    }

    @GET
    @Path("/meetings")
    @Operation(summary = "Everybody's meetings as a table, the newest first")
    @APIResponseSchema(MeetingLine[].class)
    @APIResponse(responseCode = "422", description = "skip or limit is not valid")
    public Uni<List<MeetingLine>> meetings(
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String skip,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "1000"))
                    @RestQuery
                    String limit) {
        Slice page = Slice.of(skip, limit, USUAL_PAGE);
        return ofMeetings.meetings(page.skip(), page.limit());
    }

    @GET
    @Path("/meetings/{id}/telematics")
    @Operation(summary = "One meeting in times and durations: sessions, stages, heartbeats, transitions")
    @APIResponseSchema(Telematics.class)
    @APIResponse(responseCode = "404", description = "There is no such meeting")
    public Uni<Telematics> telematics(
            @RestPath long id,
            @Parameter(description = "Whether the transcript is counted")
                    @DefaultValue("false")
                    @RestQuery("include_transcriptions")
                    boolean withTranscription,
            @DefaultValue("true") @RestQuery("include_sessions") boolean withSessions) {
        return stats.meeting(id)
                .map(found -> found.orElseThrow(AnalyticsResource::noMeeting))
                .chain(meeting -> measured(meeting, withSessions, withTranscription));
    }

    private Uni<Telematics> measured(MeetingOfUser meeting, boolean withSessions, boolean withTranscription) {
        long id = meeting.id();
        Uni<List<Session>> sessions =
                withSessions ? ofMeetings.sessions(id) : Uni.createFrom().item(List.of());
        Uni<Optional<TranscriptionStats>> transcription = withTranscription
                ? ofMeetings.transcription(id)
                : Uni.createFrom().item(Optional.empty());
        return Uni.combine()
                .all()
                .unis(
                        Uni.createFrom().item(meeting),
                        sessions,
                        ofMeetings.transitions(id),
                        ofMeetings.pulse(id),
                        transcription)
                .usingConcurrencyOf(1) // one connection at a time for one request
                .with(AnalyticsResource::telematics);
    }

    private static Telematics telematics(
            MeetingOfUser meeting,
            List<Session> sessions,
            List<Transition> history,
            Optional<Pulse> found,
            Optional<TranscriptionStats> transcription) {
        Pulse pulse = found.orElseThrow(AnalyticsResource::noMeeting); // it may be gone meanwhile
        Stages stages = Stages.of(history, meeting.endTime(), pulse.now());
        PerformanceMetrics metrics = stages.metrics(meeting);
        return new Telematics(
                meeting, sessions, transcription.orElse(null), metrics, stages.all(), pulse.heartbeats(), history);
    }

    private static Problem noMeeting() {
        return Problem.of(404, "Meeting not found");
    }

    @GET
    @Path("/users/{id}/details")
    @Operation(
            summary = "One user in numbers: meetings, habits, slots, keys",
            description = "Of the keys all but the keys themselves. Numbers are of the newest 100,000 meetings.")
    @APIResponseSchema(UserDetails.class)
    @APIResponse(responseCode = "404", description = "There is no such user")
    public Uni<UserDetails> details(@RestPath long id) {
        boolean withData = identity.hasRole("admin");
        return ofUsers.user(id, withData)
                .map(found -> found.orElseThrow(SlotResource::noUser))
                .chain(this::inNumbers);
    }

    private Uni<UserDetails> inNumbers(UserFacts user) {
        long id = user.id();
        return Uni.combine()
                .all()
                .unis(Uni.createFrom().item(user), ofUsers.usage(id), slots.of(id), ofUsers.tokens(id))
                .usingConcurrencyOf(1)
                .with(AnalyticsResource::details);
    }

    private static UserDetails details(UserFacts user, Usage usage, Optional<UserSlots> slots, List<TokenLine> tokens) {
        return new UserDetails(user, usage.stats(), usage.patterns(), slots(slots), tokens);
    }

    private static Slots slots(Optional<UserSlots> found) {
        UserSlots used = found.orElseThrow(SlotResource::noUser);
        return new Slots(used.used(), used.limit(), used.stopping());
    }
}
