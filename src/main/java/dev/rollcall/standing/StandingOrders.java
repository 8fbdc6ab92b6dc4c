package dev.rollcall.standing;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import dev.rollcall.standing.StandingApi.ActionDone;
import dev.rollcall.standing.StandingApi.StandingBot;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Everything that an operator can order. Each answers with the bot as it is then, or fails with a {@link Problem}. */
@ApplicationScoped
public class StandingOrders {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final StandingBook book;
    private final StandingQueries queries;
    private final Requests requests;
    private final Connectors connectors;
    private final StandingConfig config;

    StandingOrders(
            StandingBook book,
            StandingQueries queries,
            Requests requests,
            Connectors connectors,
            StandingConfig config) {
        this.book = book;
        this.queries = queries;
        this.requests = requests;
        this.connectors = connectors;
        this.config = config;
    }

    public Uni<StandingBot> create(NewStandingBot wanted) {
        return Uni.createFrom().deferred(() -> book.create(wanted.draft(connectors)));
    }

    /** What is not given stays. */
    public Uni<StandingBot> change(long id, NewStandingBot change) {
        return book.change(id, before -> new Wish.Change(change.over(before, connectors)));
    }

    public Uni<Void> delete(long id) {
        return book.delete(id);
    }

    public Uni<StandingBot> start(long id) {
        return book.change(id, before -> new Wish.Start());
    }

    public Uni<StandingBot> stop(long id) {
        return book.change(id, before -> new Wish.Stop());
    }

    public Uni<StandingBot> restart(long id) {
        return book.change(id, before -> new Wish.Restart());
    }

    public Uni<StandingBot> pause(long id, Duration time) {
        return book.change(id, before -> new Wish.Pause(time));
    }

    /** Looks now; it may take as long as {@link StandingConfig#checkTimeout} and a little more. */
    public Uni<StandingBot> check(long id) {
        return requests.ask(id, Requests.CHECK, new JsonObject(), config.checkTimeout())
                .invoke(StandingOrders::refuse)
                .chain(() -> queries.byId(id));
    }

    /** @param action room, action and data */
    Uni<ActionDone> act(long id, JsonObject action) {
        return requests.ask(id, Requests.ACTION, action, config.actionTimeout())
                .invoke(StandingOrders::refuse)
                .map(answer ->
                        new ActionDone("done", answer.getJsonObject("result").getMap()));
    }

    private static void refuse(JsonObject answer) {
        int status = answer.getInteger("status", 200);
        if (status == 422) {
            List<FieldError> errors = answer.getJsonArray("errors").stream()
                    .map(JsonObject.class::cast)
                    .map(error -> new FieldError(error.getString("field"), error.getString("message")))
                    .toList();
            throw Problem.invalid(errors);
        }
        if (status != 200) {
            Problem problem = Problem.of(status, answer.getString("sentence"));
            throw status == 503 ? problem.retryAfter(RETRY_AFTER_SECONDS) : problem;
        }
    }
}
