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
        final Queue<Visit> waiting = new ArrayDeque<>();
    }

    private enum Place {
        OUTSIDE,
        WAITING,
        INSIDE,
        LEFT
    }

    private final int places;
    private final int mostWaiting;
    private final Map<Long, Turnstile> turnstiles = new HashMap<>();

    UserGate(ReservationConfig config) {
        this.places = config.reservationsAtOnce();
        this.mostWaiting = config.reservationsWaiting();
    }

    /** Does the work when there is a place for the user; 503 when too many wait already. */
    <T> Uni<T> pass(long userId, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Visit visit = new Visit(userId);
            return Uni.createFrom()
                    .<Void>emitter(visit::enter)
                    .chain(work::get)
                    .onTermination() // a client that goes away cancels: it must not keep its place in the queue
                    .invoke(visit::leave);
        });
    }

    /** One request on its way through. All of its state is guarded by the turnstiles. */
    private final class Visit {

        private final long userId;
        private Place place = Place.OUTSIDE;
        private UniEmitter<? super Void> turn;

        Visit(long userId) {
            this.userId = userId;
        }

        void enter(UniEmitter<? super Void> emitter) {
            turn = emitter;
            switch (take()) {
                case INSIDE -> turn.complete(null);
                case OUTSIDE -> turn.fail(Problem.unavailable("Too many of your requests are waiting; try again."));
                case WAITING, LEFT -> {}
            }
        }

        private Place take() {
            synchronized (turnstiles) {
                if (place == Place.LEFT) {
                    return place;
                }
                Turnstile turnstile = turnstiles.computeIfAbsent(userId, id -> new Turnstile());
                if (turnstile.inside < places) {
                    turnstile.inside++;
                    place = Place.INSIDE;
                } else if (turnstile.waiting.size() < mostWaiting) {
                    turnstile.waiting.add(this);
                    place = Place.WAITING;
                }
                return place;
            }
        }

        /** Any number of times; the first one counts. */
        void leave() {
            Visit next = null;
            synchronized (turnstiles) {
                Turnstile turnstile = turnstiles.get(userId);
                if (place == Place.WAITING) {
                    turnstile.waiting.remove(this);
                } else if (place == Place.INSIDE) {
                    next = handOver(turnstile);
                }
                place = Place.LEFT;
            }
            if (next != null) {
                next.turn.complete(null);
            }
        }

        private Visit handOver(Turnstile turnstile) {
            Visit next = turnstile.waiting.poll();
            if (next != null) {
                next.place = Place.INSIDE;
            } else if (--turnstile.inside == 0) {
                turnstiles.remove(userId);
            }
            return next;
        }
    }
}
