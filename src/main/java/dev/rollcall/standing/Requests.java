package dev.rollcall.standing;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks the replica that keeps a bot, whichever it is, and waits for its answer: by a row, so that it works without Redis,
 * too. The row goes when the answer was fetched.
 */
@ApplicationScoped
class Requests {

    static final String CHECK = "check";
    static final String ACTION = "action";

    private static final Duration LOOK = Duration.ofMillis(100);

    /** For the answer of a replica whose own patience is over to arrive. */
    private static final Duration MORE = Duration.ofSeconds(2);

    private final Pool pool;
    private final StandingChannel channel;

    Requests(Pool pool, StandingChannel channel) {
        this.pool = pool;
        this.channel = channel;
    }

    /**
     * Asks a bot that should be connected.
     *
     * @throws Problem 404 without such a bot, 409 for one that is stopped, 503 when no replica has taken it in time, 504 when
     *     its answer has not come in time
     */
    Uni<JsonObject> ask(long botId, String kind, JsonObject body, Duration patience) {
        UUID id = UUID.randomUUID();
        long millis = patience.toMillis();
        return pool.preparedQuery("""
                        with wanted as (
                            insert into standing_requests (id, bot_id, kind, body, expires_at)
                            select $1, b.id, $3, $4, clock_timestamp() + $5 * interval '1 millisecond'
                            from standing_bots b
                            where b.id = $2 and %s
                            returning id
                        )
                        select (select count(*) from standing_bots where id = $2) as bots, (select count(*) from wanted) as made
                        """.formatted(Leases.WANTED))
                .execute(Tuple.of(id, botId, kind, body, millis))
                .invoke(rows -> refuse(rows.iterator().next()))
                .chain(() -> channel.wanted(botId))
                .chain(() -> answer(id, patience.plus(MORE)));
    }

    private static void refuse(Row row) {
        if (row.getLong("bots") == 0) {
            throw StandingQueries.none();
        }
        if (row.getLong("made") == 0) {
            throw Problem.of(409, "The bot is stopped, paused or not active; start it first.");
        }
    }

    private Uni<JsonObject> answer(UUID id, Duration patience) {
        return Uni.createFrom()
                .deferred(() -> look(id))
                .onItem()
                .delayIt()
                .by(LOOK)
                .repeat()
                .whilst(Optional::isEmpty)
                .collect()
                .last()
                .map(Optional::get)
                .ifNoItem()
                .after(patience)
                .recoverWithUni(() -> giveUp(id));
    }

    /** Takes the answer away, if it is there. */
    private Uni<Optional<JsonObject>> look(UUID id) {
        return pool.preparedQuery(
                        "delete from standing_requests where id = $1 and answered_at is not null returning answer")
                .execute(Tuple.of(id))
                .map(rows -> Rows.first(rows, row -> row.getJsonObject("answer")));
    }

    private Uni<JsonObject> giveUp(UUID id) {
        return pool.preparedQuery("delete from standing_requests where id = $1 returning taken_at")
                .execute(Tuple.of(id))
                .map(rows -> {
                    boolean taken = Rows.first(rows, row -> row.getValue("taken_at") != null)
                            .orElse(true);
                    throw taken
                            ? Problem.of(504, "The replica that keeps the bot has not answered in time.")
                                    .retryAfter(5)
                            : Problem.of(503, "No replica keeps the bot at the moment; try again in a few seconds.")
                                    .retryAfter(5);
                });
    }
}
