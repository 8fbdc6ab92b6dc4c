package dev.rollcall.standing;

import dev.rollcall.standing.Leases.Held;
import dev.rollcall.standing.StandingPlan.Decision;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Keeps one bot connected, for as long as this replica holds its lease. What happens to the bot is taken from one queue, one
 * thing after the other; only a lease that is over closes the connection at once, whatever the queue is waiting for.
 */
final class Keeper {

    private static final Logger LOG = Logger.getLogger(Keeper.class);

    private final KeeperTools tools;
    private final LeaseGuard guard;
    private final Inbox inbox;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private volatile Claim claim;
    private volatile Standing standing;
    private volatile Line line;
    private volatile boolean ended;

    Keeper(KeeperTools tools, Claim claim, LeaseGuard guard) {
        this.tools = tools;
        this.claim = claim;
        this.guard = guard;
        this.standing = tools.standing(claim);
        this.inbox = new Inbox(claim.botId(), () -> ended);
    }

    /** Until the bot is given back, or taken away. */
    Uni<Void> run() {
        look();
        return gone();
    }

    /** When its connection is closed for good. */
    Uni<Void> gone() {
        return Uni.createFrom().completionStage(over);
    }

    Claim claim() {
        return claim;
    }

    LeaseGuard guard() {
        return guard;
    }

    /** It may be time for the next try. */
    void look() {
        inbox.add(this::proceed);
    }

    /** Closes at once what must not be open any more. */
    void watch() {
        if (!ended && guard.isOver()) {
            tooLate();
        }
    }

    private void tooLate() {
        LOG.warnf("standing=lease-over bot=%d generation=%d", claim.botId(), claim.generation());
        abandon();
    }

    /** The row as it is now; null when it is not held any more. */
    void sees(Held row) {
        if (ended) {
            return;
        }
        if (row == null) {
            LOG.infof("standing=taken-away bot=%d generation=%d", claim.botId(), claim.generation());
            abandon();
        } else if (!row.wanted() || row.revision() != claim.revision()) {
            inbox.add(() -> follow(row));
        }
    }

    /** Closes the connection and gives the bot back. */
    void end() {
        inbox.add(this::giveBack);
    }

    /** Done when what was found is written. */
    Uni<Void> check(Duration patience) {
        Line present = line;
        if (present == null) {
            return inbox.add(this::tryNow)
                    .chain(this::firstReport)
                    .ifNoItem()
                    .after(patience)
                    .recoverWithItem((Void) null);
        }
        return present.check(patience).chain(report -> tell(present, report));
    }

    /** Never fails. */
    Uni<ActionOutcome> act(Action action, Duration patience) {
        Line present = line;
        return present == null || ended || guard.isOver()
                ? Uni.createFrom()
                        .item(new ActionOutcome.NotDone(
                                503, "The bot is not connected at the moment; try again later."))
                : present.act(action, patience);
    }

    private Uni<Void> proceed() {
        Instant now = tools.now();
        if (line != null) {
            return line.isSilent(now)
                    ? decide(line.silence())
                    : Uni.createFrom().voidItem();
        }
        Instant next = standing.nextAttemptAt();
        return next == null || !next.isAfter(now) ? connect() : Uni.createFrom().voidItem();
    }

    /** When the present connection has told something, or is over. */
    private Uni<Void> firstReport() {
        Line present = line;
        return present == null ? Uni.createFrom().voidItem() : Uni.createFrom().completionStage(present.decided());
    }

    private Uni<Void> tryNow() {
        return line == null ? connect() : Uni.createFrom().voidItem();
    }

    private Uni<Void> connect() {
        if (guard.isOver()) {
            tooLate();
            return Uni.createFrom().voidItem();
        }
        standing = standing.opening();
        Line opening = new Line(tools, claim, this::tell);
        line = opening;
        return opening.open().chain(this::opened);
    }

    /** Who abandoned it meanwhile may not have seen the new connection. */
    private Uni<Void> opened(Optional<Report> failure) {
        if (ended) {
            return hangUp();
        }
        return failure.map(this::decide).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** What an earlier connection tells does not count. */
    private Uni<Void> tell(Line from, Report report) {
        return inbox.add(() -> from == line
                ? decide(report).eventually(from::settle)
                : Uni.createFrom().voidItem());
    }

    private Uni<Void> decide(Report report) {
        if (guard.isOver()) {
            tooLate();
            return Uni.createFrom().voidItem();
        }
        Instant now = tools.now();
        Decision decision = tools.decide(standing, report, now);
        standing = decision.standing();
        Uni<Void> closed = decision.close() ? hangUp() : Uni.createFrom().voidItem();
        Uni<Void> written = tools.write(claim, decision, report.facts(), now);
        return Uni.join()
                .all(closed, written)
                .andCollectFailures()
                .replaceWithVoid()
                .eventually(() -> wakeAt(standing.nextAttemptAt()));
    }

    private void wakeAt(Instant next) {
        if (next != null && line == null && !ended) {
            tools.after(Duration.between(tools.now(), next), this::look);
        }
    }

    /** What operators want of it now. */
    private Uni<Void> follow(Held row) {
        if (!row.wanted()) {
            return giveBack();
        }
        if (row.revision() == claim.revision()) {
            return Uni.createFrom().voidItem();
        }
        return tools.read(claim).chain(now -> {
            if (now == null) {
                abandon();
                return Uni.createFrom().voidItem();
            }
            return hangUp().chain(() -> {
                claim = now;
                standing = tools.standing(now);
                return proceed();
            });
        });
    }

    private Uni<Void> giveBack() {
        ended = true;
        return hangUp().chain(() -> tools.release(claim)).onItemOrFailure().invoke((done, failure) -> leave());
    }

    /** Without a word to the database: the lease is over, or another's. */
    private void abandon() {
        ended = true;
        hangUp().subscribe().with(closed -> leave(), failure -> leave()); // whoever runs this keeper waits for it
    }

    private void leave() {
        ended = true;
        over.complete(null);
    }

    /** Nothing that this connection tells counts any more. */
    private Uni<Void> hangUp() {
        Line present = line;
        line = null;
        return present == null ? Uni.createFrom().voidItem() : present.close();
    }
}
