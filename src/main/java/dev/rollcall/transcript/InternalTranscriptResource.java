package dev.rollcall.transcript;

import dev.rollcall.platform.Problem;
import dev.rollcall.transcript.MessageReader.RefusedException;
import dev.rollcall.transcript.Origins.Origin;
import dev.rollcall.transcript.TranscriptApi.Line;
import dev.rollcall.transcript.TranscriptApi.Taken;
import dev.rollcall.transcript.TranscriptStore.Heard;
import dev.rollcall.transcript.TranscriptStore.Stored;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Transcripts for bots that have no Redis, and for services beside this one. */
@Path("/internal/transcripts")
@Produces(MediaType.APPLICATION_JSON)
class InternalTranscriptResource {

    private static final String SECRET = "X-Internal-Secret";

    private final MessageReader reader;
    private final BotIdentity bots;
    private final TranscriptStore store;
    private final TranscriptQueries transcripts;
    private final TranscriptWriter writer;
    private final TranscriptMeters meters;
    private final CurrentIdentityAssociation caller;
    private final Clock clock;

    InternalTranscriptResource(
            MessageReader reader,
            BotIdentity bots,
            TranscriptStore store,
            TranscriptQueries transcripts,
            TranscriptWriter writer,
            TranscriptMeters meters,
            CurrentIdentityAssociation caller,
            Clock clock) {
        this.reader = reader;
        this.bots = bots;
        this.store = store;
        this.transcripts = transcripts;
        this.writer = writer;
        this.meters = meters;
        this.caller = caller;
        this.clock = clock;
    }

    /** One message of the stream as a body. Bytes, since the words are read more leniently than other bodies. */
    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<Taken> take(
            byte[] body,
            @RestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader(SECRET) String secret,
            @RestQuery String token) {
        TranscriptMessage message = read(body);
        return bots.of(message, authorization, secret == null ? token : secret).chain(origin -> store(origin, message));
    }

    private TranscriptMessage read(byte[] body) {
        try {
            return reader.read(new String(body, StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            throw Problem.of(e.refusal() == Refusal.UNREADABLE ? 400 : 422, e.getMessage());
        }
    }

    private Uni<Taken> store(Origin origin, TranscriptMessage message) {
        Heard heard = new Heard(origin.meetingId(), origin.sessionUid(), clock.instant(), null, message);
        return store.store(List.of(heard)).map(stored -> taken(origin, message, stored));
    }

    private Taken taken(Origin origin, TranscriptMessage message, Stored stored) {
        Refusal refusal = stored.refusals().get(0);
        if (refusal != null) {
            meters.refused(refusal);
            throw Problem.of(refusal == Refusal.REDACTED ? 410 : 404, TranscriptIngest.sentence(refusal, message));
        }
        meters.stored("http", stored.segments());
        return new Taken("processed", origin.meetingId(), stored.segments(), message.wrong());
    }

    @GET
    @Path("/{meeting_id}")
    @Operation(hidden = true)
    @APIResponseSchema(Line[].class)
    public Uni<Void> segments(
            @RestPath("meeting_id") long meetingId,
            @RestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader(SECRET) String secret,
            @Context RoutingContext request) {
        return bots.isOf(meetingId, authorization, secret)
                .chain(ofBot -> ofBot ? Uni.createFrom().voidItem() : ofAdmin())
                .chain(() -> transcripts.exists(meetingId))
                .chain(there -> {
                    if (!there) {
                        throw Problem.of(404, "Meeting not found");
                    }
                    return writer.list(request, meetingId);
                });
    }

    private Uni<Void> ofAdmin() {
        return caller.getDeferredIdentity()
                .invoke(identity -> {
                    if (!identity.hasRole("admin")) {
                        throw BotIdentity.unknown();
                    }
                })
                .replaceWithVoid();
    }
}
