package dev.rollcall.standing;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rounds;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What happens to one bot, taken from any thread and done one after the other. A failure ends nothing: it is logged, and
 * what comes next is done. When the bot has been left, nothing is done any more.
 */
final class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private record Happening(Supplier<Uni<Void>> work, CompletableFuture<Void> done) {}

    private final long botId;
    private final BooleanSupplier left;
    private final Queue<Happening> queue = new ConcurrentLinkedQueue<>();
    private final Rounds rounds;

    /** @param left whether the bot was left */
    Inbox(long botId, BooleanSupplier left) {
        this.botId = botId;
        this.left = left;
        this.rounds = Rounds.of("standing", this::turn);
    }

    /** Done when it was done, or was not worth doing any more. Never fails. */
    Uni<Void> add(Supplier<Uni<Void>> work) {
        var happening = new Happening(work, new CompletableFuture<>());
        queue.add(happening);
        rounds.ask();
        return Uni.createFrom().completionStage(happening.done());
    }

    private Uni<Void> turn() {
        List<Happening> taken = new ArrayList<>();
        for (Happening next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
        return Multi.createFrom()
                .iterable(taken)
                .onItem()
                .transformToUniAndConcatenate(this::handle)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> handle(Happening happening) {
        return Uni.createFrom()
                .deferred(() -> left.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : happening.work().get())
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("standing=failed bot=%d error=%s", botId, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull()
                .invoke(() -> happening.done().complete(null));
    }
}
