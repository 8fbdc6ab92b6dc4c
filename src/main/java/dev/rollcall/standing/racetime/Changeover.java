package dev.rollcall.standing.racetime;

import io.vertx.core.Future;
import java.util.function.Predicate;

/** The old connection of a room after a new one has taken its place: it goes when no action waits for its answer. */
final class Changeover {

    private final Surroundings around;
    private final Predicate<RoomSocket> inUse;
    private RoomSocket leaving;

    Changeover(Surroundings around, Predicate<RoomSocket> inUse) {
        this.around = around;
        this.inUse = inUse;
    }

    /** @param old null where there was none */
    void leave(RoomSocket old) {
        if (old == null || old.isOver()) {
            return;
        }
        close();
        leaving = old;
        if (!inUse.test(old)) {
            close();
            return;
        }
        around.after(around.pacing().action(), () -> {
            if (leaving == old) {
                close();
            }
        });
    }

    Future<Void> close() {
        RoomSocket old = leaving;
        leaving = null;
        return old == null ? Future.succeededFuture() : old.close();
    }
}
