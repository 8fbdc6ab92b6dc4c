package dev.rollcall.meeting;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Stands before the connection pool: reservations of one user wait for each other here, where waiting costs nothing,
 * and not inside the database with a connection each. So one user cannot hold the pool.
 */
@ApplicationScoped
class UserGate {

    private static final class Turnstile {
        int inside;
        final Queue<UniEmitter<? super Void>> waiting = new ArrayDeque<>();
    }

    private final int places;
    private final int mostWaiting;
    private final Map<Long, Turnstile> turnstiles = new HashMap<>();

    UserGate(ReservationConfig config) {
        this.places = config.reservationsAtOnce();
        this.mostWaiting = config.reservationsWaiting();
    }

    <T> Uni<T> pass(long userId, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<Void>emitter(turn -> enter(userId, turn))
                .chain(() -> Uni.createFrom().deferred(work::get).eventually(() -> leave(userId)));
    }

    private void enter(long userId, UniEmitter<? super Void> turn) {
        synchronized (turnstiles) {
            Turnstile turnstile = turnstiles.computeIfAbsent(userId, id -> new Turnstile());
            if (turnstile.inside >= places) {
                if (turnstile.waiting.size() >= mostWaiting) {
                    turn.fail(Problem.unavailable("Too many of your requests are waiting; try again."));
                } else {
                    turnstile.waiting.add(turn);
                }
                return;
            }
            turnstile.inside++;
        }
        turn.complete(null);
    }

    private void leave(long userId) {
        UniEmitter<? super Void> next;
        synchronized (turnstiles) {
            Turnstile turnstile = turnstiles.get(userId);
            next = turnstile.waiting.poll();
            if (next == null && --turnstile.inside == 0) {
                turnstiles.remove(userId);
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }
}
