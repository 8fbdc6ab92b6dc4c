package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Decision.Answer;
import java.time.Duration;
import java.time.Instant;

/**
 * A meeting on its way through events: how the tests reach a state, by the same door as the service does.
 *
 * @param state where it is
 * @param now its clock
 * @param last what the last event led to; null at the beginning
 */
record Life(MeetingState state, Instant now, Decision last) {

    /** The defaults of {@code rollcall.deadlines}. */
    static final Limits LIMITS = new Limits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofSeconds(60),
            Duration.ofMinutes(2),
            Duration.ofHours(4),
            Duration.ofSeconds(90),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(45));

    static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    static final Event STOP = new Event.StopRequested(Source.USER);
    static final Event DEADLINE = new Event.DeadlinePassed();
    static final Event GONE = new Event.WorkloadGone(Report.NOTHING);

    /** Reserved, and nothing launched yet. */
    static Life requested() {
        return new Life(MeetingState.requested(7, LIMITS, START), START, null);
    }

    /** A launcher has taken it. */
    static Life launching() {
        return requested().claimed();
    }

    /** The runtime has confirmed the launch; no word of the bot yet. */
    static Life launched() {
        return launching().withLaunchAt(null);
    }

    /** A launched bot that has said, one after the other, that it is there. */
    static Life at(Status... words) {
        Life life = launched();
        for (Status word : words) {
            life = life.then(says(word));
        }
        return life;
    }

    static Life active() {
        return at(Status.JOINING, Status.AWAITING_ADMISSION, Status.ACTIVE);
    }

    static Event says(Status status) {
        return new Event.BotAt(status, Report.NOTHING);
    }

    static Event ended(Status verdict, Integer exitCode, String completionReason) {
        return new Event.BotEnded(verdict, report(exitCode, completionReason, null));
    }

    static Event exited(Integer exitCode) {
        return new Event.WorkloadEnded(report(exitCode, null, null));
    }

    static Report report(Integer exitCode, String completionReason, String reason) {
        return new Report(null, reason, completionReason, null, exitCode, null, null);
    }

    static Report ofAttempt(int attempt) {
        return new Report(attempt, null, null, null, null, null, null);
    }

    /** As the launch queue claims it, with a lease on the claim. */
    Life claimed() {
        return with(state.launchAt().plusSeconds(30), true);
    }

    Life withLaunchAt(Instant launchAt) {
        return with(launchAt, state.launchClaimed());
    }

    private Life with(Instant launchAt, boolean claimed) {
        MeetingState s = state;
        return new Life(
                new MeetingState(
                        s.id(),
                        s.status(),
                        s.attempt(),
                        claimed,
                        launchAt,
                        s.everActive(),
                        s.stop(),
                        s.needsHelp(),
                        s.deadline(),
                        s.cleanupAt()),
                now,
                last);
    }

    Life after(Duration passed) {
        return new Life(state, now.plus(passed), last);
    }

    Decision decide(Event event) {
        return Lifecycle.decide(state, event, LIMITS, now);
    }

    Life then(Event event) {
        Decision decision = decide(event);
        return new Life(decision.next(), now, decision);
    }

    /** The clock goes on to the deadline, and it passes. */
    Life overdue() {
        return after(Duration.between(now, state.deadline().at())).then(DEADLINE);
    }

    Status status() {
        return state.status();
    }

    Answer answer() {
        return last.answer();
    }
}
