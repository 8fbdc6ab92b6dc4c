package dev.rollcall.event;

import dev.rollcall.access.Caller;
import dev.rollcall.event.FeedApi.Page;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.LongPoll;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The feed of a user, page by page: for whoever keeps a record of its own and wants to miss nothing. */
@Path("/events")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class FeedResource {

    private final Caller caller;
    private final FeedPages pages;
    private final FeedWaits waits;

    FeedResource(Caller caller, FeedPages pages, FeedWaits waits) {
        this.caller = caller;
        this.pages = pages;
        this.waits = waits;
    }

    @GET
    @Operation(
            summary = "What happened to all meetings of the user, in order and without a gap",
            description = "Ask again with after = next of the last answer. GET /events/stream sends the same as"
                    + " server-sent events.")
    @APIResponseSchema(Page.class)
    @APIResponse(responseCode = "410", description = "The events after this place are not kept any more")
    @APIResponse(responseCode = "422", description = "A parameter is not valid")
    public Uni<Page> events(
            @Parameter(
                            description = "The place up to which everything is known; `latest` for only what comes"
                                    + " next; without it, from the oldest event that is kept")
                    @RestQuery
                    String after,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(description = "How long to wait for the first event, such as `25s`; at most 55 s") @RestQuery
                    String wait,
            @Context RoutingContext request) {
        long userId = caller.userId();
        FeedStart start = FeedStart.of("after", after, new FeedStart.Oldest());
        var errors = new FieldErrors();
        int most = (int) errors.wholeNumber("limit", limit, 1, FeedPages.PAGE, FeedPages.PAGE);
        errors.throwIfAny();
        Duration patience = LongPoll.begin(wait, request);
        return start.place(userId, pages)
                .chain(seq -> waits.next(userId, seq, patience).map(events -> Page.of(first(most, events), seq)));
    }

    private static List<FeedEvent> first(int most, List<FeedEvent> events) {
        return events.subList(0, Math.min(most, events.size()));
    }
}
