package dev.rollcall.lifecycle;

import java.util.Locale;

/** How one decision is written in a table cell, in the tests and in docs/lifecycle.md. */
final class DecisionTable {

    private DecisionTable() {}

    /**
     * "same": a repeat. "noted", "fenced", "refused": kept, or not possible. Else what is written: the next status, with
     * "=" before it when it was that already, and with the completion reason when it ends.
     */
    static String cell(Situation situation, Happening happening) {
        Decision decision = situation.decide(happening);
        return switch (decision.answer()) {
            case REPEATED -> "same";
            case RECORDED -> "noted";
            case FENCED, REFUSED -> decision.answer().name().toLowerCase(Locale.ROOT);
            case APPLIED -> applied(situation.state().status(), decision);
        };
    }

    private static String applied(Status before, Decision decision) {
        Status next = decision.next().status();
        if (decision.ending() != null) {
            String reason = decision.ending().completionReason();
            return next.word() + (reason == null ? "" : "/" + reason);
        }
        return next == before ? "=" + next.word() : next.word();
    }
}
