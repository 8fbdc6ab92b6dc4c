package dev.rollcall.explain;

import dev.rollcall.explain.Explanation.Because;
import dev.rollcall.explain.Explanation.Cleanup;
import dev.rollcall.explain.Explanation.DrainedFleet;
import dev.rollcall.explain.Explanation.LastEvidence;
import dev.rollcall.explain.Explanation.Launch;
import dev.rollcall.explain.Explanation.Lease;
import dev.rollcall.explain.Explanation.Next;
import dev.rollcall.explain.Explanation.PendingCommand;
import dev.rollcall.explain.Explanation.Refusal;
import dev.rollcall.explain.Facts.Pending;
import dev.rollcall.explain.Facts.Told;
import dev.rollcall.lifecycle.Status;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Facts in, words out. Pure: what follows is asked of the life cycle, and nothing is decided here. */
final class Explainer {

    private Explainer() {}

    static Explanation explain(Facts facts) {
        Because because = new Because(facts.last().source(), facts.last().reason(), BecauseWords.of(facts));
        Next next = facts.next() == null ? null : NextWords.of(facts);
        return new Explanation(
                facts.state().id(),
                facts.state().status().word(),
                summary(facts, because, next),
                facts.last().at(),
                because,
                next,
                lease(facts),
                launch(facts),
                evidence(facts.evidence()),
                facts.pending().stream().map(command -> pending(command, facts)).toList(),
                facts.state().needsHelp(),
                facts.reconfiguring(),
                facts.held(),
                facts.held() ? facts.sweeping().heldSince() : null,
                facts.unknownSince(),
                cleanup(facts),
                drain(facts));
    }

    /** Why, the one thing worth knowing besides, and what comes next. */
    private static String summary(Facts facts, Because because, Next next) {
        return Stream.of(because.sentence(), besides(facts), next == null ? afterTheEnd(facts) : next.sentence())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    /** What a person could act on comes first. */
    private static String besides(Facts facts) {
        if (facts.state().needsHelp()) {
            return "It asks for a person: there is a captcha or a login that it cannot pass alone.";
        }
        if (facts.unknownSince() != null) {
            return "Since %s the runtime cannot say what became of its workload."
                    .formatted(Words.time(facts.unknownSince(), facts.now()));
        }
        if (facts.reconfiguring()) {
            return "New settings are on their way to it, and it has not taken them yet.";
        }
        boolean heardInMeeting = facts.state().status() == Status.ACTIVE && !facts.held();
        return heardInMeeting ? lease(facts).sentence() : null;
    }

    private static String afterTheEnd(Facts facts) {
        Cleanup cleanup = cleanup(facts);
        return cleanup == null ? "Nothing is left to do." : cleanup.what();
    }

    private static Lease lease(Facts facts) {
        Instant heard = facts.lastHeartbeatAt();
        return new Lease(
                facts.leaseEnd() != null,
                heard,
                heard == null ? null : Math.max(0, facts.since(heard).toSeconds()),
                facts.leaseEnd(),
                leaseSentence(facts));
    }

    private static String leaseSentence(Facts facts) {
        Instant heard = facts.lastHeartbeatAt();
        if (heard == null) {
            return "This bot has never sent a heartbeat, so its silence means nothing.";
        }
        String last = "It was last heard %s ago".formatted(Words.duration(facts.since(heard)));
        if (facts.leaseEnd() == null) {
            return facts.state().status().terminal()
                    ? "Its last heartbeat was %s ago.".formatted(Words.duration(facts.since(heard)))
                    : last + ", but silence counts only in the meeting.";
        }
        Instant gap = facts.sweeping().gapEndedAt();
        boolean gapCounts = gap != null && gap.isAfter(heard);
        return last
                + ", and may be silent for %s%s."
                        .formatted(
                                Words.duration(facts.limits().lease()),
                                gapCounts
                                        ? ", counted from %s, when our own sweeping began again"
                                                .formatted(Words.time(gap, facts.now()))
                                        : "");
    }

    private static Launch launch(Facts facts) {
        Told refusal = facts.refusal();
        return new Launch(
                facts.state().attempt(),
                facts.state().launchClaimed(),
                facts.state().status() == Status.REQUESTED ? facts.state().launchAt() : null,
                refusal == null ? null : new Refusal(refusal.at(), refusal.reason()));
    }

    private static LastEvidence evidence(Told told) {
        return told == null ? null : new LastEvidence(told.at(), told.source(), told.reason(), told.exitCode());
    }

    private static PendingCommand pending(Pending command, Facts facts) {
        return new PendingCommand(
                command.id(),
                command.action(),
                command.state(),
                Math.max(0, facts.since(command.createdAt()).toSeconds()),
                command.expiresAt());
    }

    private static Cleanup cleanup(Facts facts) {
        Instant at = facts.state().cleanupAt();
        if (at == null || !facts.state().status().terminal()) {
            return null;
        }
        String what =
                "What is left of its workload is looked at again %s, and until %s after the end: what runs is ended,"
                                .formatted(
                                        at.isAfter(facts.now())
                                                ? "at " + Words.time(at, facts.now())
                                                : "by the next pass of the sweeper",
                                        Words.duration(facts.sweeping().cleanupFor()))
                        + " and what has ended is deleted.";
        return new Cleanup(at, what);
    }

    private static DrainedFleet drain(Facts facts) {
        Instant since = facts.drainedSince();
        return since == null
                ? null
                : new DrainedFleet(
                        since,
                        "No new bots are accepted since %s; this one goes on."
                                .formatted(Words.time(since, facts.now())));
    }
}
