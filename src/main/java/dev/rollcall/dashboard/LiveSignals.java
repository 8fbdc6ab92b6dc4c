package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import dev.rollcall.access.Sessions;
import dev.rollcall.event.EventTail;
import dev.rollcall.platform.NoMoreRequests;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;
import dev.rollcall.standing.StandingChange;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * GET /ui/live: tells open pages that something has changed, and nothing else; what it is they ask for themselves. For a
 * user it hangs on the own feed, for admins on everybody's. A route of Vert.x, as the streams of events are.
 */
@ApplicationScoped
class LiveSignals {

    static final String PATH = "/ui/live";

    /** Tabs of one person, or of few. What a page misses without its stream, it finds when it asks by itself. */
    private static final int MOST_OF_ONE_KEY = 30;

    private static final Logger LOG = Logger.getLogger(LiveSignals.class);

    private final Sessions sessions;
    private final EventTail tail;
    private final Set<LiveSignal> open = ConcurrentHashMap.newKeySet();

    LiveSignals(Sessions sessions, EventTail tail) {
        this.sessions = sessions;
        this.tail = tail;
    }

    void route(@Observes Router router) {
        router.get(PATH).handler(this::open);
    }

    private void open(RoutingContext request) {
        Context context = Vertx.currentContext();
        Uni.createFrom()
                .deferred(() -> known(request))
                .emitOn(task -> context.runOnContext(now -> task.run()))
                .subscribe()
                .with(session -> stream(session, request, context), request::fail);
    }

    private Uni<Session> known(RoutingContext request) {
        Session session = sessions.of(request).orElseThrow(LiveSignals::nobody);
        return sessions.stillOpens(session, PATH)
                .invoke(good -> {
                    if (!good) {
                        throw nobody();
                    }
                })
                .replaceWith(session);
    }

    private static Problem nobody() {
        return Problem.of(401, "Please log in.");
    }

    private void stream(Session session, RoutingContext request, Context context) {
        if (request.response().closed()) {
            return;
        }
        if (open.stream().filter(other -> other.isOf(session)).count() >= MOST_OF_ONE_KEY) {
            request.fail(Problem.of(429, "Too many pages are open at once.").retryAfter(5));
            return;
        }
        var signal = new LiveSignal(request, context, session);
        open.add(signal);
        signal.begin();
        Cancellable news = follow(session, signal);
        request.addEndHandler(ended -> {
            open.remove(signal);
            news.cancel();
        });
    }

    private Cancellable follow(Session session, LiveSignal signal) {
        if (session instanceof Session.OfUser user) {
            long userId = user.key().userId();
            return tail.newest(userId)
                    .onItem()
                    .transformToMulti(newest -> tail.subscribe(userId, newest))
                    .subscribe()
                    .with(event -> signal.changed(), failure -> signal.end());
        }
        return tail.watch(signal::changed);
    }

    /** What no event of a meeting tells of, and only admins see. */
    void changed(@Observes StandingChange change) {
        open.stream().filter(signal -> signal.session().isAdmin()).forEach(LiveSignal::changed);
    }

    /** Finds who is gone, and shuts out whose key is not good any more. Trouble with the database closes nothing. */
    @Scheduled(identity = "dashboard-live", every = "20s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> check() {
        return Multi.createFrom()
                .iterable(open)
                .onItem()
                .transformToUniAndConcatenate(this::check)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> check(LiveSignal signal) {
        return sessions.stillOpens(signal.session(), PATH)
                .invoke(good -> {
                    if (good) {
                        signal.ping();
                    } else {
                        signal.end();
                    }
                })
                .onFailure()
                .invoke(failure -> LOG.debugf("live=unchecked error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    void stop(@Observes NoMoreRequests event) {
        open.forEach(LiveSignal::end);
    }
}
