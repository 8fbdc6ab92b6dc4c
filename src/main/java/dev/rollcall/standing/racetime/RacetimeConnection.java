package dev.rollcall.standing.racetime;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.standing.Action;
import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Connection;
import dev.rollcall.standing.Report;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Leads what supervision asks for, from whatever thread, to the event loop of the bot. */
final class RacetimeConnection implements Connection {

    private final Context context;
    private final RacetimeBot bot;

    RacetimeConnection(Context context, RacetimeBot bot) {
        this.context = context;
        this.bot = bot;
    }

    @Override
    public Uni<Void> close() {
        return onLoop(bot::close).onFailure().recoverWithNull();
    }

    @Override
    public Uni<Report> check() {
        return onLoop(bot::check);
    }

    @Override
    public Uni<ActionOutcome> act(Action action) {
        FieldErrors errors = new FieldErrors();
        errors.addUnless(action.room() != null && !action.room().isBlank(), "room", "room is required.");
        RoomAction read = RoomAction.read(action.action(), action.data(), errors);
        return read == null
                ? Uni.createFrom().item(new ActionOutcome.Invalid(errors.list()))
                : onLoop(() -> bot.act(action.room().strip(), read));
    }

    private <T> Uni<T> onLoop(Supplier<Future<T>> what) {
        return Uni.createFrom()
                .emitter(result -> context.runOnContext(
                        now -> what.get().onSuccess(result::complete).onFailure(result::fail)));
    }
}
