package dev.rollcall.transcript;

import dev.rollcall.access.BotToken;
import dev.rollcall.access.MeetingToken;
import dev.rollcall.access.MeetingToken.Launch;
import dev.rollcall.platform.Problem;
import dev.rollcall.transcript.Origins.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Which bot speaks over HTTP: it shows its MeetingToken, in the message or as a bearer, or the secret of its launch as
 * with callbacks, in X-Internal-Secret or as the parameter token.
 */
@ApplicationScoped
class BotIdentity {

    private static final String BEARER = "Bearer ";

    /** Launches of one meeting, the newest; more were never seen. */
    private static final int MOST_SESSIONS = 100;

    private final MeetingToken meetingTokens;
    private final BotToken botTokens;
    private final Pool pool;

    BotIdentity(MeetingToken meetingTokens, BotToken botTokens, Pool pool) {
        this.meetingTokens = meetingTokens;
        this.botTokens = botTokens;
        this.pool = pool;
    }

    /** The meeting that a message is of; a {@link Problem} 401, 403 or 404 when it is none of the sender's. */
    Uni<Origin> of(TranscriptMessage message, String authorization, String secret) {
        Optional<Launch> launch = meetingTokens.verify(message.token()).or(() -> bearer(authorization));
        if (launch.isPresent()) {
            Origin origin = Origins.ofLaunch(launch.get(), message);
            if (origin.refusal() != null) {
                throw Problem.of(403, TranscriptIngest.sentence(origin.refusal(), message));
            }
            return Uni.createFrom().item(origin);
        }
        UUID connection = connection(message.sessionUid());
        if (botTokens.attemptOf(connection, secret).isEmpty()) {
            throw unknown();
        }
        return meetingOf(connection);
    }

    /** Whether it is the bot of this meeting that asks. */
    Uni<Boolean> isOf(long meetingId, String authorization, String secret) {
        Optional<Launch> launch = bearer(authorization);
        if (launch.isPresent() || secret == null) {
            return Uni.createFrom()
                    .item(launch.filter(one -> one.meetingId() == meetingId).isPresent());
        }
        return pool.preparedQuery("""
                        select session_uid
                        from meeting_sessions
                        where meeting_id = $1
                        order by id desc
                        limit $2
                        """)
                .execute(Tuple.of(meetingId, MOST_SESSIONS))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> connection(row.getString("session_uid")))
                        .anyMatch(connection ->
                                botTokens.attemptOf(connection, secret).isPresent()));
    }

    static Problem unknown() {
        return Problem.of(401, "The bot's token is missing or wrong.");
    }

    private Optional<Launch> bearer(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? meetingTokens.verify(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private Uni<Origin> meetingOf(UUID connection) {
        return pool.preparedQuery("select meeting_id from meeting_sessions where session_uid = $1")
                .execute(Tuple.of(connection.toString()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(404, "No meeting has this uid.");
                    }
                    return Origin.of(rows.iterator().next().getLong("meeting_id"), connection.toString());
                });
    }

    /** Null for what is no id of a connection. */
    private static UUID connection(String uid) {
        try {
            return uid == null ? null : UUID.fromString(uid);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
