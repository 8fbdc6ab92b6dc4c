package dev.rollcall.explain;

import dev.rollcall.explain.Explanation.Next;
import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Event.HeartbeatsStopped;
import dev.rollcall.lifecycle.HistoryEntry;
import dev.rollcall.lifecycle.Lifecycle;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.sweep.SweepOutlook.Upcoming;
import java.time.Instant;
import java.util.List;

/** What happens next by itself: the life cycle is asked what it will decide when the time has come. */
final class NextWords {

    private NextWords() {}

    static Next of(Facts facts) {
        Upcoming next = facts.next();
        Decision decision =
                Lifecycle.decide(facts.state(), next.event(), facts.limits(), later(next.at(), facts.now()));
        OnDeadline action =
                bySilence(next) ? OnDeadline.FAIL : facts.state().deadline().then();
        return new Next(
                next.at(),
                action.word(),
                rule(decision),
                decision.next().status().word(),
                sentence(facts, action, decision),
                Math.max(0, facts.until(next.at()).toSeconds()));
    }

    private static boolean bySilence(Upcoming next) {
        return next.event() instanceof HeartbeatsStopped;
    }

    private static String rule(Decision decision) {
        List<HistoryEntry> history = decision.history();
        return history.isEmpty() ? null : history.get(history.size() - 1).reason();
    }

    private static String sentence(Facts facts, OnDeadline action, Decision decision) {
        String sentence = facts.next().held() ? held(facts) : action(facts, action, decision);
        return facts.sweeping().dryRun() ? sentence + " But the sweeper only shows what it would do." : sentence;
    }

    /** The time is said first where it is an appointment, and last where it is a limit. */
    private static String action(Facts facts, OnDeadline action, Decision decision) {
        String by = by(facts);
        String grace = Words.duration(facts.limits().terminateGrace());
        return switch (action) {
            case FAIL ->
                bySilence(facts.next())
                        ? "Unless a heartbeat comes %s, the meeting fails and the workload is terminated.".formatted(by)
                        : "Unless it gets on %s, the meeting fails%s.".formatted(by, with(decision));
            case STOP -> "Its longest time in a meeting is over %s: then it is asked to leave.".formatted(at(facts));
            case TERMINATE -> "Unless it has left %s, its workload is terminated, with %s to end.".formatted(by, grace);
            case DELETE -> "Unless its workload has ended %s, it is deleted.".formatted(by);
            case GIVE_UP ->
                "Unless the runtime confirms %s that the workload is gone, the meeting ends as failed.".formatted(by);
        };
    }

    private static String with(Decision decision) {
        String reason = decision.ending() == null ? null : decision.ending().completionReason();
        return reason == null ? "" : " with " + reason;
    }

    private static String held(Facts facts) {
        return "It would have been ended as silent, but too many bots fell silent at once and the breaker holds it back"
                + " since %s: it is let go %s if the picture stays the same, or at once by an administrator."
                        .formatted(Words.time(facts.sweeping().heldSince(), facts.now()), at(facts));
    }

    private static String by(Facts facts) {
        Instant at = facts.next().at();
        return at.isAfter(facts.now())
                ? "by %s, in %s".formatted(Words.time(at, facts.now()), Words.duration(facts.until(at)))
                : "before the next pass of the sweeper, within "
                        + Words.duration(facts.sweeping().every());
    }

    private static String at(Facts facts) {
        Instant at = facts.next().at();
        return at.isAfter(facts.now())
                ? "at %s, in %s".formatted(Words.time(at, facts.now()), Words.duration(facts.until(at)))
                : "with the next pass of the sweeper, within "
                        + Words.duration(facts.sweeping().every());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
