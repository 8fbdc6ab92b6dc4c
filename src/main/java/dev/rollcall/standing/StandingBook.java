package dev.rollcall.standing;

import dev.rollcall.platform.Problem;
import dev.rollcall.standing.StandingApi.StandingBot;
import dev.rollcall.standing.StandingRows.Stored;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/**
 * Writes what operators wish for. It is so at once, status and all; the replica that keeps the bot is nudged, looks every
 * second besides, and closes or connects anew.
 */
@ApplicationScoped
class StandingBook {

    /** Two who change the same bot at once; more would be a quarrel. */
    private static final int TRIES = 3;

    private final StandingRows rows;
    private final StandingQueries queries;
    private final StandingChannel channel;

    StandingBook(StandingRows rows, StandingQueries queries, StandingChannel channel) {
        this.rows = rows;
        this.queries = queries;
        this.channel = channel;
    }

    /** @throws Problem 409 where there is one of this connector, category and name */
    Uni<StandingBot> create(Draft draft) {
        return rows.create(draft).chain(id -> channel.changed(id).chain(() -> queries.byId(id)));
    }

    /** @param wish what it is to be, for what it is; it may refuse by a {@link Problem} */
    Uni<StandingBot> change(long id, Function<Draft, Wish> wish) {
        return change(id, wish, TRIES);
    }

    private Uni<StandingBot> change(long id, Function<Draft, Wish> wish, int tries) {
        return rows.read(id).chain(found -> {
            Stored stored = found.orElseThrow(StandingQueries::none);
            Wish wanted = wish.apply(stored.draft());
            if (wanted.isSo(stored.draft(), stored.now())) {
                return queries.byId(id);
            }
            return rows.write(stored, wanted.on(stored.draft(), stored.now())).chain(written -> {
                if (!written && tries > 1) {
                    return change(id, wish, tries - 1);
                }
                if (!written) {
                    throw Problem.of(409, "The bot was changed by somebody else just now; try again.");
                }
                return channel.changed(id).chain(() -> queries.byId(id));
            });
        });
    }

    /** Its replica notices that it is gone, and closes the connection. */
    Uni<Void> delete(long id) {
        return rows.delete(id).invoke(StandingBook::refuseMissing).chain(() -> channel.changed(id));
    }

    private static void refuseMissing(boolean deleted) {
        if (!deleted) {
            throw StandingQueries.none();
        }
    }
}
