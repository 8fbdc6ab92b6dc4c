package dev.rollcall.standing;

import dev.rollcall.platform.Printable;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** One connection of a bot, from its opening to its close. */
final class Line {

    private static final Logger LOG = Logger.getLogger(Line.class);

    /** Opening only begins; it answers at once. */
    private static final Duration OPENS_WITHIN = Duration.ofSeconds(5);

    /** A little more than a connection may take. */
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(6);

    private final KeeperTools tools;
    private final Claim claim;
    private final BiConsumer<Line, Report> listener;
    private final CompletableFuture<Void> decided = new CompletableFuture<>();
    private volatile Connection connection;
    private volatile Instant heard;
    private volatile Duration patience;
    private volatile boolean closed;

    Line(KeeperTools tools, Claim claim, BiConsumer<Line, Report> listener) {
        this.tools = tools;
        this.claim = claim;
        this.listener = listener;
        this.heard = tools.now();
        this.patience = tools.config().connectTimeout();
    }

    /** What went wrong, if anything did. Never fails. */
    Uni<Optional<Report>> open() {
        return Uni.createFrom()
                .deferred(() -> tools.open(claim, this::told))
                .invoke(this::opened)
                .ifNoItem()
                .after(OPENS_WITHIN)
                .fail()
                .map(open -> Optional.<Report>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(notOpened(failure)));
    }

    private static Report notOpened(Throwable failure) {
        if (failure instanceof CannotConnect known) {
            return Report.misconfigured(known.code(), known.getMessage(), Facts.NONE);
        }
        LOG.warnf("standing=not-opened error=%s", failure.getClass().getName());
        return Report.lost("not_opened", "The connection could not be begun.", Facts.NONE);
    }

    /** One that opens when nobody wants it any more is closed. */
    private void opened(Connection opened) {
        connection = opened;
        if (closed) {
            close(opened).subscribe().with(done -> {}, failure -> {});
        }
    }

    private void told(Report report) {
        if (!closed) {
            heard = tools.now();
            patience = tools.config().interval().multipliedBy(2);
            listener.accept(this, report);
        }
    }

    /** When the first report was judged and written, or the connection is over. */
    CompletableFuture<Void> decided() {
        return decided;
    }

    /** A report was judged and written. */
    void settle() {
        decided.complete(null);
    }

    boolean isSilent(Instant now) {
        return heard.plus(patience).isBefore(now);
    }

    Report silence() {
        return Report.lost(
                "no_report", "The connection has told nothing for " + patience.toSeconds() + " s.", Facts.NONE);
    }

    Uni<Report> check(Duration longest) {
        Connection present = connection;
        if (present == null) {
            return Uni.createFrom().item(this::silence);
        }
        return present.check()
                .ifNoItem()
                .after(longest)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> Report.repairing(
                        "check_failed",
                        "A check has come to nothing within " + longest.toSeconds() + " s.",
                        Facts.NONE));
    }

    Uni<ActionOutcome> act(Action action, Duration longest) {
        Connection present = connection;
        if (present == null) {
            return Uni.createFrom().item(new ActionOutcome.NotDone(503, "The bot is just being connected; try again."));
        }
        return present.act(action)
                .ifNoItem()
                .after(longest)
                .recoverWithItem(() -> new ActionOutcome.NotDone(504, "The service has not answered in time."))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "standing=action-failed bot=%d error=%s", claim.botId(), Printable.of(failure.toString()));
                    return new ActionOutcome.NotDone(502, "The action has come to nothing.");
                });
    }

    /** Never fails. */
    Uni<Void> close() {
        closed = true;
        settle();
        Connection present = connection;
        return present == null ? Uni.createFrom().voidItem() : close(present);
    }

    private Uni<Void> close(Connection open) {
        return Uni.createFrom()
                .deferred(open::close)
                .ifNoItem()
                .after(CLOSES_WITHIN)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "standing=not-closed bot=%d error=%s",
                        claim.botId(), failure.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }
}
