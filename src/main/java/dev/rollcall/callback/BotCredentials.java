package dev.rollcall.callback;

import dev.rollcall.access.BotToken;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Which launch a callback speaks for, by the secret that only that launch was given. */
@ApplicationScoped
class BotCredentials {

    /** What is answered of a meeting. */
    record Meeting(
            long id, String status, boolean stopRequested, int attempt, String completionReason, String failureStage) {}

    /** At once: a flood of wrong tokens must not hold the connections that bots with a right one need. */
    private static final int MOST_STRANGERS = 8;

    private final BotToken tokens;
    private final Pool pool;
    private final Semaphore strangers = new Semaphore(MOST_STRANGERS);

    BotCredentials(BotToken tokens, Pool pool) {
        this.tokens = tokens;
        this.pool = pool;
    }

    /**
     * The attempt that the secret was made for. It comes as a header from newer bots and as a query parameter of the
     * callback URL from older ones. Checked without the database; only a wrong one is looked up, to tell 401 from 404.
     */
    Uni<Integer> attempt(UUID connectionId, String header, String query) {
        OptionalInt attempt = tokens.attemptOf(connectionId, header);
        if (attempt.isEmpty()) {
            attempt = tokens.attemptOf(connectionId, query);
        }
        if (attempt.isPresent()) {
            return Uni.createFrom().item(attempt.getAsInt());
        }
        return strangers.tryAcquire()
                ? refuse(connectionId).onTermination().invoke(strangers::release)
                : Uni.createFrom().failure(Problem.unavailable("Too many callbacks have a wrong token; try again."));
    }

    private Uni<Integer> refuse(UUID connectionId) {
        return meeting(connectionId).map(known -> {
            throw Problem.of(401, "The bot's token is missing or wrong.");
        });
    }

    Uni<Meeting> meeting(UUID connectionId) {
        return pool.preparedQuery("""
                        select m.id, m.status, m.stop_reason is not null as stop_requested, m.attempt,
                               m.completion_reason, m.failure_stage
                        from meeting_sessions s
                        join meetings m on m.id = s.meeting_id
                        where s.session_uid = $1
                        """)
                .execute(Tuple.of(connectionId.toString()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw unknownConnection();
                    }
                    Row row = rows.iterator().next();
                    return new Meeting(
                            row.getLong("id"),
                            row.getString("status"),
                            row.getBoolean("stop_requested"),
                            row.getInteger("attempt"),
                            row.getString("completion_reason"),
                            row.getString("failure_stage"));
                });
    }

    static Problem unknownConnection() {
        return Problem.of(404, "No meeting has this connection_id.");
    }
}
