package dev.rollcall.standing;

import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rounds;
import dev.rollcall.standing.LeaseGuard.Moment;
import dev.rollcall.standing.Leases.Held;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps this replica's share of the standing bots: takes what nobody keeps, says four times in each lease that it still
 * does, follows the wishes of operators, and gives everything back at an orderly end.
 */
@ApplicationScoped
class Supervision {

    private static final Logger LOG = Logger.getLogger(Supervision.class);

    /** Taken at once; the next look takes more. */
    private static final int BATCH = 50;

    /** A connection closes within six seconds; then the bot is given back. */
    private static final Duration FAREWELL = Duration.ofSeconds(9);

    private final KeeperTools tools;
    private final Leases leases;
    private final Vertx vertx;
    private final StandingConfig config;
    private final Map<Long, Keeper> keepers = new ConcurrentHashMap<>();
    private final ClaimedWork<Keeper> work;
    private final Rounds rows;
    private volatile Moment renewed;
    private volatile boolean stopping;
    private volatile long guardTimer;

    Supervision(KeeperTools tools, Leases leases, Vertx vertx, StandingConfig config) {
        this.tools = tools;
        this.leases = leases;
        this.vertx = vertx;
        this.config = config;
        this.renewed = tools.moment();
        this.work = new ClaimedWork<>("standing", config.atOnce(), this::claim, this::keep);
        this.rows = Rounds.of("standing-rows", this::lookAtRows);
    }

    /** A timer of its own: whether a lease is over must not wait for the database. */
    void start(@Observes StartupEvent event) {
        long every = Math.max(10, LeaseGuard.look(config.lease()).toMillis());
        guardTimer = vertx.setPeriodic(every, timer -> keepers.values().forEach(Keeper::watch));
    }

    private Uni<List<Keeper>> claim(int room) {
        if (stopping) {
            return Uni.createFrom().item(List.of());
        }
        Moment asked = tools.moment();
        return leases.claim(tools.owner(), Math.min(room, BATCH))
                .map(claims ->
                        claims.stream().map(claim -> tools.keeper(claim, asked)).toList());
    }

    /** One of the same bot that is still here has lost it, and its connection is about to be closed. */
    private Uni<Void> keep(Keeper keeper) {
        long botId = keeper.claim().botId();
        Keeper former = keepers.put(botId, keeper);
        if (stopping) {
            keeper.end();
        }
        return (former == null ? Uni.createFrom().voidItem() : former.gone())
                .chain(keeper::run)
                .eventually(() -> keepers.remove(botId, keeper));
    }

    /** The one that keeps this bot here; empty when another replica does, or nobody. */
    Optional<Keeper> keeper(long botId) {
        return Optional.ofNullable(keepers.get(botId));
    }

    boolean keepsAny() {
        return !keepers.isEmpty();
    }

    @Scheduled(identity = "standing", every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        if (!config.enabled()) {
            return Uni.createFrom().voidItem();
        }
        work.look();
        keepers.values().forEach(Keeper::look);
        return keepers.isEmpty() ? Uni.createFrom().voidItem() : lookAtRows();
    }

    void hear(@Observes StandingChannel.Wanted wanted) {
        if (config.enabled()) {
            work.look();
            if (keepers.containsKey(wanted.botId())) {
                rows.ask();
            }
        }
    }

    private Uni<Void> lookAtRows() {
        Moment asked = tools.moment();
        Duration since = Duration.ofNanos(asked.nanos() - renewed.nanos());
        boolean due = since.compareTo(config.lease().dividedBy(4)) >= 0;
        List<Keeper> looked = List.copyOf(keepers.values());
        List<Claim> claims = looked.stream().map(Keeper::claim).toList();
        Uni<List<Held>> read = due ? leases.renew(tools.owner(), claims) : leases.look(tools.owner(), claims);
        return read.invoke(held -> {
                    if (due) {
                        renewed = asked;
                    }
                    tell(looked, held, due ? Optional.of(asked) : Optional.empty());
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("standing=unseen error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private static void tell(Collection<Keeper> looked, List<Held> held, Optional<Moment> renewed) {
        Map<Long, Held> byBot = held.stream().collect(Collectors.toMap(Held::botId, Function.identity()));
        for (Keeper keeper : looked) {
            Held row = byBot.get(keeper.claim().botId());
            if (row != null) {
                renewed.ifPresent(keeper.guard()::renewed);
            }
            keeper.sees(row);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        keepers.values().forEach(Keeper::end);
        int left = work.stop(FAREWELL);
        vertx.cancelTimer(guardTimer);
        if (left > 0) {
            LOG.infof("standing=not-given-back count=%d", left);
        }
    }
}
