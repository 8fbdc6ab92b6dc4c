package dev.rollcall.platform;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that is done in rounds, one after the other: whoever thinks that there is something to do asks for one. While a
 * round goes on, and for a moment after it, any number of asks is kept as one, so nothing is forgotten, nothing piles up,
 * and what comes fast is done many at a time.
 */
public final class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    /** Between two rounds: in a rush a look finds several instead of one or two, and nobody sees so short a delay. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Cancellable running;
    private MultiEmitter<? super Boolean> asks;

    private Rounds(String name, Function<Multi<Boolean>, Multi<?>> work) {
        Multi<Boolean> asked = Multi.createFrom().emitter(emitter -> asks = emitter, BackPressureStrategy.LATEST);
        this.running = work.apply(asked)
                .subscribe()
                .with(done -> {}, failure -> LOG.errorf(failure, "rounds=ended name=%s", name));
    }

    /**
     * @param name for the log
     * @param round its failure is logged and ends nothing: the next round tries again
     */
    public static Rounds of(String name, Supplier<Uni<Void>> round) {
        return new Rounds(
                name, asked -> asked.onItem().transformToMultiAndConcatenate(ask -> andPause(quietly(name, round))));
    }

    /** Rounds that find pieces of work, of which as many are done at once as {@code atOnce} says. */
    static <T> Rounds of(String name, Supplier<Uni<Iterable<T>>> find, Function<T, Uni<Void>> work, int atOnce) {
        return new Rounds(
                name,
                asked -> asked.onItem()
                        .transformToMultiAndConcatenate(ask -> andPause(quietly(name, find)))
                        .onItem()
                        .<T>disjoint()
                        .onItem()
                        .transformToUni(piece -> quietly(name, () -> work.apply(piece)))
                        .merge(atOnce));
    }

    private static <T> Multi<T> andPause(Uni<T> round) {
        Uni<T> pause = Uni.createFrom().<T>nullItem().onItem().delayIt().by(PAUSE);
        return Multi.createBy().concatenating().streams(round.toMulti(), pause.toMulti());
    }

    private static <T> Uni<T> quietly(String name, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .invoke(failure -> LOG.warnf("%s=failed error=%s", name, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    public void ask() {
        asks.emit(true);
    }

    /** What is under way is cancelled, and nothing follows. */
    public void stop() {
        running.cancel();
    }
}
