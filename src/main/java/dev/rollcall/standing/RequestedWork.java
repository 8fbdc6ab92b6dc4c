package dev.rollcall.standing;

import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem.FieldError;
import dev.rollcall.platform.Rows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Does what is asked of the bots that this replica keeps. Only the holder of the lease takes it, and only once. */
@ApplicationScoped
class RequestedWork {

    /** @param body of an action: what people say to each other */
    private record Request(UUID id, long botId, String kind, JsonObject body) {

        private static Request of(Row row) {
            return new Request(
                    row.getUUID("id"), row.getLong("bot_id"), row.getString("kind"), row.getJsonObject("body"));
        }

        /** Without the body. */
        @Override
        public String toString() {
            return "Request[bot=" + botId + ", kind=" + kind + "]";
        }
    }

    private static final Logger LOG = Logger.getLogger(RequestedWork.class);
    private static final int AT_ONCE = 64;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Pool pool;
    private final Supervision supervision;
    private final KeeperTools tools;
    private final StandingConfig config;
    private final ClaimedWork<Request> work;

    RequestedWork(Pool pool, Supervision supervision, KeeperTools tools, StandingConfig config) {
        this.pool = pool;
        this.supervision = supervision;
        this.tools = tools;
        this.config = config;
        this.work = new ClaimedWork<>("standing-request", AT_ONCE, this::take, this::answer);
    }

    void hear(@Observes StandingChannel.Wanted wanted) {
        if (supervision.keeper(wanted.botId()).isPresent()) {
            work.look();
        }
    }

    @Scheduled(identity = "standing-requests", every = "1s")
    Uni<Void> look() {
        if (supervision.keepsAny()) {
            work.look();
        }
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        work.stop(FAREWELL);
    }

    private Uni<List<Request>> take(int room) {
        return pool.preparedQuery("""
                        update standing_requests r
                        set taken_at = clock_timestamp()
                        from (
                            select r.id
                            from standing_requests r
                            join standing_bots b on b.id = r.bot_id
                            where r.taken_at is null
                              and r.expires_at > clock_timestamp()
                              and b.owner = $1
                              and b.lease_until > clock_timestamp()
                            order by r.created_at
                            limit $2
                            for update of r skip locked) mine
                        where r.id = mine.id
                        returning r.id, r.bot_id, r.kind, r.body
                        """).execute(Tuple.of(tools.owner(), room)).map(rows -> Rows.all(rows, Request::of));
    }

    private Uni<Void> answer(Request request) {
        return supervision
                .keeper(request.botId())
                .map(keeper -> answer(request, keeper))
                .orElseGet(() -> Uni.createFrom()
                        .item(() -> json(new ActionOutcome.NotDone(503, "The bot is changing hands; try again."))))
                .chain(answer -> write(request, answer))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "standing=unanswered bot=%d error=%s", request.botId(), Printable.of(failure.toString())));
    }

    private Uni<JsonObject> answer(Request request, Keeper keeper) {
        if (request.kind().equals(Requests.CHECK)) {
            return keeper.check(config.checkTimeout()).replaceWith(JsonObject::new);
        }
        JsonObject body = request.body();
        var action = new Action(body.getString("room"), body.getString("action"), body.getJsonObject("data"));
        return keeper.act(action, config.actionTimeout()).map(RequestedWork::json);
    }

    private Uni<Void> write(Request request, JsonObject answer) {
        return pool.preparedQuery("""
                        update standing_requests
                        set answer = $2, answered_at = clock_timestamp()
                        where id = $1
                        """).execute(Tuple.of(request.id(), answer)).replaceWithVoid();
    }

    private static JsonObject json(ActionOutcome outcome) {
        if (outcome instanceof ActionOutcome.Done done) {
            return new JsonObject().put("status", 200).put("result", done.result());
        }
        if (outcome instanceof ActionOutcome.Invalid invalid) {
            return new JsonObject().put("status", 422).put("errors", errors(invalid.errors()));
        }
        var notDone = (ActionOutcome.NotDone) outcome;
        return new JsonObject().put("status", notDone.status()).put("sentence", notDone.sentence());
    }

    private static JsonArray errors(List<FieldError> errors) {
        JsonArray all = new JsonArray();
        errors.forEach(
                error -> all.add(new JsonObject().put("field", error.field()).put("message", error.message())));
        return all;
    }
}
