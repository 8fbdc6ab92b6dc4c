package dev.rollcall.sweep;

import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.runtime.Observation;
import dev.rollcall.sweep.SweepPlan.Candidate;
import dev.rollcall.sweep.SweepPlan.Rules;
import java.time.Duration;
import java.time.Instant;

/** What a pass finds, in words: {@code bot(7).silent(new Running())}, and the rules that it goes by. */
final class Found {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant LAST_HEARD = NOW.minusSeconds(150);

    private Found() {}

    static Bot bot(long meetingId) {
        return new Bot(meetingId, 1, false, null);
    }

    static Fleet fleetOf(int liveBots) {
        return new Fleet(liveBots, 0, null, false);
    }

    record Bot(long meetingId, int attempt, boolean pending, Instant unknownSince) {

        Bot attempt(int which) {
            return new Bot(meetingId, which, pending, unknownSince);
        }

        Bot launchPending() {
            return new Bot(meetingId, attempt, true, unknownSince);
        }

        Bot unknownFor(Duration time) {
            return new Bot(meetingId, attempt, pending, NOW.minus(time));
        }

        /** Its heartbeats have stopped. */
        Candidate silent(Observation observation) {
            return new Candidate(meetingId, attempt, pending, null, LAST_HEARD, unknownSince, observation);
        }

        /** It did not get on in time. */
        Candidate lobby(Observation observation) {
            return until(OnDeadline.FAIL, observation);
        }

        Candidate until(OnDeadline then, Observation observation) {
            return new Candidate(meetingId, attempt, pending, then, null, unknownSince, observation);
        }
    }

    /** The default rules: patience 2 min, unknown window 10 min, breaker above 20 % and from 10 on. */
    record Fleet(int liveBots, int beyond, Instant gapEndedAt, boolean isOpen) {

        Fleet gapEnded(Duration ago) {
            return new Fleet(liveBots, beyond, NOW.minus(ago), isOpen);
        }

        Fleet silentBeyond(int more) {
            return new Fleet(liveBots, more, gapEndedAt, isOpen);
        }

        Fleet open() {
            return new Fleet(liveBots, beyond, gapEndedAt, true);
        }

        Rules rules() {
            return rules(0.2);
        }

        Rules rules(double breakerShare) {
            return new Rules(
                    NOW,
                    gapEndedAt,
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    liveBots,
                    beyond,
                    breakerShare,
                    10,
                    isOpen);
        }
    }
}
