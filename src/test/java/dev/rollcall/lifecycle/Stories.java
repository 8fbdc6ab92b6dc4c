package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.DEADLINE;
import static dev.rollcall.lifecycle.Life.requested;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random stories: anything well-formed, in any order, at any time after what was before. */
final class Stories {

    private Stories() {}

    /**
     * Something that happens some time after what happened before: an event, or what a launcher writes without one
     * (then {@code event} is null).
     */
    record Step(Duration later, Function<Instant, Event> event, UnaryOperator<Life> launcher, String name) {

        Step after(Duration passed) {
            return new Step(passed, event, launcher, name);
        }

        @Override
        public String toString() {
            return "+" + later.toMillis() + "ms " + name;
        }
    }

    /** An event, and the life around it. */
    record Moment(Life before, Event event, Life after) {
        Decision decision() {
            return after.last();
        }
    }

    /** What becomes of a meeting in the story, event by event. */
    static List<Moment> told(List<Step> story) {
        List<Moment> moments = new ArrayList<>();
        play(story, moments);
        return moments;
    }

    /** Where the story leaves the meeting. */
    static Life end(List<Step> story) {
        return play(story, new ArrayList<>());
    }

    private static Life play(List<Step> story, List<Moment> moments) {
        Life life = requested();
        for (Step step : story) {
            life = life.after(step.later());
            if (step.event() != null) {
                Event event = step.event().apply(life.now());
                moments.add(new Moment(life, event, life.then(event)));
                life = life.then(event);
            } else if (life.status() == Status.REQUESTED && life.state().launchAt() != null) {
                life = step.launcher().apply(life);
            }
        }
        return life;
    }

    /** Up to 25 steps, most of them seconds apart, some minutes, a few hours. */
    static Arbitrary<List<Step>> any() {
        Arbitrary<Long> seconds = Arbitraries.longs().between(0, 30_000);
        Arbitrary<Long> minutes = Arbitraries.longs().between(30_000, 600_000);
        Arbitrary<Long> hours = Arbitraries.longs().between(600_000, 20_000_000);
        Arbitrary<Duration> laters = Arbitraries.frequencyOf(
                        Tuple.of(6, seconds), Tuple.of(3, minutes), Tuple.of(1, hours))
                .map(Duration::ofMillis);
        Arbitrary<Step> steps = Combinators.combine(laters, happenings()).as((later, step) -> step.after(later));
        return steps.list().ofMaxSize(25);
    }

    private static Arbitrary<Step> happenings() {
        Arbitrary<Step> launcher = Arbitraries.of(
                new Step(Duration.ZERO, null, Life::claimed, "a launcher claims it"),
                new Step(Duration.ZERO, null, life -> life.claimed().withLaunchAt(null), "the launch is confirmed"));
        Arbitrary<Step> bot = Combinators.combine(
                        Arbitraries.of(
                                Status.REQUESTED,
                                Status.JOINING,
                                Status.AWAITING_ADMISSION,
                                Status.ACTIVE,
                                Status.STOPPING),
                        reports())
                .as((status, report) -> step(new Event.BotAt(status, report)));
        Arbitrary<Step> ends = Combinators.combine(
                        Arbitraries.of(Status.COMPLETED, Status.FAILED).injectNull(0.3), reports())
                .as((verdict, report) -> step(new Event.BotEnded(verdict, report)));
        Arbitrary<Step> others = reports()
                .flatMap(report -> Arbitraries.of(
                        step(new Event.BotStarted(report)),
                        step(new Event.BotNeedsHelp(report)),
                        step(new Event.BotSaid("dancing", report)),
                        step(new Event.BotHeard("heartbeat", report)),
                        step(new Event.LaunchFailed(report)),
                        step(new Event.WorkloadEnded(report)),
                        step(new Event.WorkloadGone(report))));
        Arbitrary<Step> retry = Arbitraries.integers()
                .between(1, 3)
                .map(attempt -> new Step(
                        Duration.ZERO,
                        now -> new Event.LaunchRetried(Life.ofAttempt(attempt), now.plusSeconds(1)),
                        null,
                        "LaunchRetried of attempt " + attempt));
        Arbitrary<Step> unclear = Arbitraries.integers()
                .between(1, 3)
                .map(attempt -> new Step(
                        Duration.ZERO,
                        now -> new Event.LaunchUnclear(Life.ofAttempt(attempt), now.plusSeconds(1)),
                        null,
                        "LaunchUnclear of attempt " + attempt));
        Arbitrary<Step> users = Arbitraries.of(
                step(new Event.StopRequested(Source.USER)),
                step(new Event.StopRequested(Source.ADMIN)),
                step(new Event.Continued()),
                step(new Event.ReconfigureRequested("de", null)),
                step(new Event.CommandRequested("speak", Map.of("text", "Hello"))));
        Arbitrary<Step> silence = Arbitraries.longs()
                .between(0, 300)
                .map(seconds -> new Step(
                        Duration.ZERO,
                        now -> new Event.HeartbeatsStopped(now.minusSeconds(seconds)),
                        null,
                        "HeartbeatsStopped " + seconds + " s ago"));
        return Arbitraries.frequencyOf(
                Tuple.of(3, launcher),
                Tuple.of(8, bot),
                Tuple.of(2, ends),
                Tuple.of(2, others),
                Tuple.of(1, retry),
                Tuple.of(1, unclear),
                Tuple.of(2, users),
                Tuple.of(1, silence),
                Tuple.of(4, Arbitraries.just(step(DEADLINE))));
    }

    private static Step step(Event event) {
        return new Step(Duration.ZERO, now -> event, null, event.toString());
    }

    /** Any well-formed report: every field may be missing, and any number or word is well-formed. */
    private static Arbitrary<Report> reports() {
        Arbitrary<Integer> attempts = Arbitraries.integers().between(1, 3).injectNull(0.6);
        Arbitrary<String> completionReasons = Arbitraries.of(
                        "stopped",
                        "left_alone",
                        "evicted",
                        "removed_by_admin",
                        "awaiting_admission_timeout",
                        "awaiting_admission_rejected",
                        "max_bot_time_exceeded",
                        "the_cat_did_it")
                .injectNull(0.4);
        Arbitrary<String> reasons = Arbitraries.of(
                        "admission_timeout", "admission_false_positive", "signal_sigterm", "")
                .injectNull(0.5);
        Arbitrary<Integer> exitCodes = Arbitraries.of(0, 1, 2, 137, 143, -1).injectNull(0.4);
        return Combinators.combine(attempts, reasons, completionReasons, exitCodes)
                .as((attempt, reason, completion, exit) ->
                        new Report(attempt, reason, completion, "active", exit, null, null));
    }
}
