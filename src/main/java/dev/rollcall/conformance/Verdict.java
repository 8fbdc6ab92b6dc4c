package dev.rollcall.conformance;

import java.util.List;

/**
 * What came of a check.
 *
 * @param saw one sentence
 * @param output what the bot printed last; only where the check failed
 */
record Verdict(Outcome outcome, String saw, List<String> output) {

    enum Outcome {
        PASS,
        FAIL,
        NOT_RUN;

        String word() {
            return name().replace('_', ' ');
        }
    }

    /** Ends a check before its last line. */
    static final class Reached extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Verdict verdict;

        private Reached(Verdict verdict) {
            super(verdict.saw(), null, false, false);
            this.verdict = verdict;
        }

        Verdict verdict() {
            return verdict;
        }
    }

    static Verdict pass(String saw) {
        return new Verdict(Outcome.PASS, saw, List.of());
    }

    static Verdict notRun(String why) {
        return new Verdict(Outcome.NOT_RUN, why, List.of());
    }

    static Reached failed(String saw) {
        return new Reached(new Verdict(Outcome.FAIL, saw, List.of()));
    }

    static Reached impossible(String why) {
        return new Reached(notRun(why));
    }

    Verdict with(List<String> lastLines) {
        return outcome == Outcome.FAIL ? new Verdict(outcome, saw, lastLines) : this;
    }
}
