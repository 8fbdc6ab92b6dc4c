package dev.rollcall.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.explain.Facts.End;
import dev.rollcall.explain.Facts.LastStep;
import dev.rollcall.explain.Facts.Pending;
import dev.rollcall.explain.Facts.Told;
import dev.rollcall.lifecycle.CommandDraft;
import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.MeetingState.Stop;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.sweep.SweepOutlook.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every status in every situation, in words. */
class ExplainerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");

    private static final Limits LIMITS = new Limits(
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

    /** A situation, what is said of it, and what follows: action, rule, status. */
    private static Arguments told(String situation, Facts facts, String summary, String next) {
        return Arguments.of(situation, facts, summary, next);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                told(
                        "requested, nobody took it yet",
                        at(Status.REQUESTED, 10, OnDeadline.FAIL, 290)
                                .launch(false, NOW)
                                .facts(),
                        "The bot was asked for 10 s ago, and waits for a launcher. Unless it gets on by 03:04:50 UTC, in"
                                + " 4 min 50 s, the meeting fails with start_failed.",
                        "fail deadline_requested failed"),
                told(
                        "requested and launching",
                        at(Status.REQUESTED, 10, OnDeadline.FAIL, 290)
                                .launch(true, NOW.plusSeconds(20))
                                .facts(),
                        "The bot was asked for 10 s ago, and its launch is under way. Unless it gets on by 03:04:50 UTC,"
                                + " in 4 min 50 s, the meeting fails with start_failed.",
                        "fail deadline_requested failed"),
                told(
                        "requested and launched",
                        at(Status.REQUESTED, 70, OnDeadline.FAIL, 230)
                                .launch(true, null)
                                .facts(),
                        "The bot was launched, and has not been heard since it was asked for 1 min 10 s ago. Unless it"
                                + " gets on by 03:03:50 UTC, in 3 min 50 s, the meeting fails with start_failed.",
                        "fail deadline_requested failed"),
                told(
                        "requested and refused",
                        at(Status.REQUESTED, 30, OnDeadline.FAIL, 270)
                                .launch(false, NOW.plusSeconds(4))
                                .refused("quota of pods reached")
                                .facts(),
                        "The runtime refused the last launch (quota of pods reached), and it is tried again as attempt 1"
                                + " in 4 s. Unless it gets on by 03:04:30 UTC, in 4 min 30 s, the meeting fails with"
                                + " start_failed.",
                        "fail deadline_requested failed"),
                told(
                        "joining",
                        at(Status.JOINING, 45, OnDeadline.FAIL, 555).facts(),
                        "The bot runs and has been joining the meeting for 45 s. Unless it gets on by 03:09:15 UTC, in"
                                + " 9 min 15 s, the meeting fails with join_failure.",
                        "fail deadline_joining failed"),
                told(
                        "lobby near its budget",
                        at(Status.AWAITING_ADMISSION, 930, OnDeadline.FAIL, 30)
                                .heard(5)
                                .facts(),
                        "The bot has been waiting in the lobby for 15 min 30 s; somebody in the meeting has to let it in."
                                + " Unless it gets on by 03:00:30 UTC, in 30 s, the meeting fails with"
                                + " awaiting_admission_timeout.",
                        "fail deadline_awaiting_admission failed"),
                told(
                        "lobby, needs help",
                        at(Status.AWAITING_ADMISSION, 60, OnDeadline.FAIL, 900)
                                .needsHelp()
                                .facts(),
                        "The bot has been waiting in the lobby for 1 min; somebody in the meeting has to let it in. It"
                                + " asks for a person: there is a captcha or a login that it cannot pass alone. Unless it"
                                + " gets on by 03:15:00 UTC, in 15 min, the meeting fails with"
                                + " awaiting_admission_timeout.",
                        "fail deadline_awaiting_admission failed"),
                told(
                        "active with heartbeats",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(5)
                                .lease(115)
                                .facts(),
                        "The bot has been in the meeting for 10 min. It was last heard 5 s ago, and may be silent for"
                                + " 2 min. Unless a heartbeat comes by 03:01:55 UTC, in 1 min 55 s, the meeting fails and"
                                + " the workload is terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "active without ever one",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800).facts(),
                        "The bot has been in the meeting for 10 min. This bot has never sent a heartbeat, so its silence"
                                + " means nothing. Its longest time in a meeting is over at 06:50:00 UTC, in 3 h 50 min:"
                                + " then it is asked to leave.",
                        "stop max_bot_time_exceeded stopping"),
                told(
                        "active and silent for 90 s",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(90)
                                .lease(30)
                                .facts(),
                        "The bot has been in the meeting for 10 min. It was last heard 1 min 30 s ago, and may be silent"
                                + " for 2 min. Unless a heartbeat comes by 03:00:30 UTC, in 30 s, the meeting fails and"
                                + " the workload is terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "active, our own outage is over",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(300)
                                .gap(20)
                                .lease(100)
                                .facts(),
                        "The bot has been in the meeting for 10 min. It was last heard 5 min ago, and may be silent for"
                                + " 2 min, counted from 02:59:40 UTC, when our own sweeping began again. Unless a"
                                + " heartbeat comes by 03:01:40 UTC, in 1 min 40 s, the meeting fails and the workload is"
                                + " terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "silent and due",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(150)
                                .lease(-30)
                                .facts(),
                        "The bot has been in the meeting for 10 min. It was last heard 2 min 30 s ago, and may be silent"
                                + " for 2 min. Unless a heartbeat comes before the next pass of the sweeper, within"
                                + " 1 min, the meeting fails and the workload is terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "silent and held by the breaker",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(300)
                                .lease(-180)
                                .held(120)
                                .facts(),
                        "The bot has been in the meeting for 10 min. It would have been ended as silent, but too many"
                                + " bots fell silent at once and the breaker holds it back since 02:58:00 UTC: it is let"
                                + " go at 03:08:00 UTC, in 8 min if the picture stays the same, or at once by an"
                                + " administrator.",
                        "fail heartbeat_lost failed"),
                told(
                        "reconfiguring",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(5)
                                .lease(115)
                                .pending(CommandDraft.RECONFIGURE)
                                .facts(),
                        "The bot has been in the meeting for 10 min. New settings are on their way to it, and it has not"
                                + " taken them yet. Unless a heartbeat comes by 03:01:55 UTC, in 1 min 55 s, the meeting"
                                + " fails and the workload is terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "unknown runtime",
                        at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                                .heard(200)
                                .lease(-80)
                                .unknown(60, 540)
                                .facts(),
                        "The bot has been in the meeting for 10 min. Since 02:59:00 UTC the runtime cannot say what"
                                + " became of its workload. Unless a heartbeat comes by 03:09:00 UTC, in 9 min, the"
                                + " meeting fails and the workload is terminated.",
                        "fail heartbeat_lost failed"),
                told(
                        "stopping, asked to leave",
                        stopping("user", OnDeadline.TERMINATE, 60).facts(),
                        "Its user asked 30 s ago for the bot to leave, while it was in the meeting. Unless it has left by"
                                + " 03:01:00 UTC, in 1 min, its workload is terminated, with 1 min to end.",
                        "terminate terminate stopping"),
                told(
                        "stopping, terminated",
                        stopping("admin", OnDeadline.DELETE, 20).facts(),
                        "An administrator asked 30 s ago for the bot to leave, while it was in the meeting. Unless its"
                                + " workload has ended by 03:00:20 UTC, in 20 s, it is deleted.",
                        "delete delete stopping"),
                told(
                        "stopping, deleted",
                        stopping("user", OnDeadline.GIVE_UP, 100).facts(),
                        "Its user asked 30 s ago for the bot to leave, while it was in the meeting. Unless the runtime"
                                + " confirms by 03:01:40 UTC, in 1 min 40 s that the workload is gone, the meeting ends"
                                + " as failed.",
                        "give_up stop_unconfirmed failed"),
                told(
                        "stopping by itself",
                        stopping(null, "bot_callback", OnDeadline.TERMINATE, 60).facts(),
                        "The bot said 30 s ago that it leaves by itself. Unless it has left by 03:01:00 UTC, in 1 min,"
                                + " its workload is terminated, with 1 min to end.",
                        "terminate terminate stopping"),
                told(
                        "stopping after the longest time",
                        stopping("max_bot_time_exceeded", "sweeper", OnDeadline.TERMINATE, 60)
                                .facts(),
                        "The bot was told 30 s ago to leave, because its longest time in a meeting was over. Unless it"
                                + " has left by 03:01:00 UTC, in 1 min, its workload is terminated, with 1 min to end.",
                        "terminate terminate stopping"),
                told(
                        "completed, stopped by its user",
                        ended(Status.COMPLETED, "stopped", null, null)
                                .stoppedByUser()
                                .facts(),
                        "The meeting ended 1 min ago as it should: a person asked the bot to leave, and it did. Nothing"
                                + " is left to do.",
                        null),
                told(
                        "completed, left alone",
                        ended(Status.COMPLETED, "left_alone", null, 0).facts(),
                        "The meeting ended 1 min ago as it should, because everybody else had left. Nothing is left to"
                                + " do.",
                        null),
                told(
                        "failed in the lobby, still to be cleaned up",
                        ended(Status.FAILED, "awaiting_admission_rejected", "awaiting_admission", 1)
                                .cleanup(30)
                                .facts(),
                        "The bot failed 1 min ago while it was in the lobby, because it was turned away in the lobby,"
                                + " with exit code 1. What is left of its workload is looked at again at 03:00:30 UTC, and"
                                + " until 1 d after the end: what runs is ended, and what has ended is deleted.",
                        null),
                told(
                        "failed, silent",
                        ended(Status.FAILED, null, "active", null)
                                .because("sweeper", "heartbeat_lost")
                                .facts(),
                        "The bot failed 1 min ago while it was in the meeting, because it used to send heartbeats and"
                                + " fell silent. Nothing is left to do.",
                        null),
                told(
                        "failed, redacted",
                        ended(Status.FAILED, null, null, null)
                                .because("bot_callback", null)
                                .facts(),
                        "The bot failed 1 min ago. Nothing is left to do.",
                        null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void a_situation_is_told_in_words_and_in_fields(String situation, Facts facts, String summary, String next) {
        Explanation explanation = Explainer.explain(facts);

        assertThat(explanation.summary()).isEqualTo(summary);
        assertThat(next(explanation)).isEqualTo(next);
        assertThat(explanation.summary().split("\\. ")).hasSizeBetween(1, 3);
    }

    private static String next(Explanation explanation) {
        Explanation.Next next = explanation.next();
        return next == null ? null : next.action() + " " + next.rule() + " " + next.leadsTo();
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void each_known_reason_has_words_of_its_own(String reason) {
        assertThat(Words.knows(reason)).isTrue();
    }

    static Stream<String> reasons() {
        return CompletionReason.KNOWN.stream().sorted();
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void each_status_is_in_the_table(Status status) {
        assertThat(table().map(row -> ((Facts) row.get()[1]).state().status())).contains(status);
    }

    @ParameterizedTest
    @EnumSource(OnDeadline.class)
    void each_step_is_in_the_table(OnDeadline then) {
        assertThat(table().map(row -> ((Facts) row.get()[1]).state().deadline())
                        .filter(deadline -> deadline != null)
                        .map(Deadline::then))
                .contains(then);
    }

    @Test
    void a_word_that_nobody_knows_is_quoted() {
        Facts facts = ended(Status.FAILED, "cosmic_rays", "active", null).facts();

        assertThat(Explainer.explain(facts).because().sentence())
                .isEqualTo("The bot failed 1 min ago while it was in the meeting, because the reason given was"
                        + " \"cosmic_rays\".");
    }

    @Test
    void a_dry_run_is_said() {
        Facts facts = at(Status.JOINING, 45, OnDeadline.FAIL, 555).dryRun().facts();

        assertThat(Explainer.explain(facts).next().sentence()).endsWith("But the sweeper only shows what it would do.");
    }

    @Test
    void the_fields_are_filled() {
        Facts facts = at(Status.ACTIVE, 600, OnDeadline.STOP, 13_800)
                .heard(5)
                .lease(115)
                .pending("speak")
                .drained(30)
                .evidence("status after the end", 3)
                .facts();

        Explanation explanation = Explainer.explain(facts);

        assertThat(explanation.lease().applies()).isTrue();
        assertThat(explanation.lease().ageSeconds()).isEqualTo(5);
        assertThat(explanation.lease().runsOutAt()).isEqualTo(NOW.plusSeconds(115));
        assertThat(explanation.next().secondsLeft()).isEqualTo(115);
        assertThat(explanation.pendingCommands())
                .extracting(Explanation.PendingCommand::action, Explanation.PendingCommand::ageSeconds)
                .containsExactly(tuple("speak", 4L));
        assertThat(explanation.drain().sentence())
                .isEqualTo("No new bots are accepted since 02:59:30 UTC; this one goes on.");
        assertThat(explanation.lastEvidence().exitCode()).isEqualTo(3);
        assertThat(explanation.reconfiguring()).isFalse();
        assertThat(explanation.heldByBreaker()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, 59, 60, 61, 3_600, 7_260, 86_400, 90_000})
    void a_span_is_said_in_its_two_largest_parts(long seconds) {
        String said = Words.duration(Duration.ofSeconds(seconds));

        assertThat(said)
                .isEqualTo(
                        switch ((int) seconds) {
                            case 59 -> "59 s";
                            case 60 -> "1 min";
                            case 61 -> "1 min 1 s";
                            case 3_600 -> "1 h";
                            case 7_260 -> "2 h 1 min";
                            case 86_400 -> "1 d";
                            case 90_000 -> "1 d 1 h";
                            default -> "0 s";
                        });
    }

    @Test
    void a_moment_of_another_day_has_its_date() {
        assertThat(Words.time(NOW.minus(Duration.ofDays(2)), NOW)).isEqualTo("2026-02-27 03:00:00 UTC");
    }

    // Situations
    // ---------------------------------------------------------------------------------------------------------

    private static Situation at(Status status, long secondsAgo, OnDeadline then, long secondsLeft) {
        Deadline deadline = new Deadline(NOW.plusSeconds(secondsLeft), then);
        MeetingState state =
                new MeetingState(42, status, 1, true, null, status == Status.ACTIVE, null, false, deadline, null);
        LastStep last = new LastStep(NOW.minusSeconds(secondsAgo), "bot_callback", null);
        return new Situation(facts(state, last, null, new Upcoming(deadline.at(), new Event.DeadlinePassed(), false)));
    }

    private static Situation stopping(String source, OnDeadline then, long secondsLeft) {
        return stopping(CompletionReason.STOPPED, source, then, secondsLeft);
    }

    private static Situation stopping(String reason, String source, OnDeadline then, long secondsLeft) {
        Deadline deadline = new Deadline(NOW.plusSeconds(secondsLeft), then);
        Stop stop = new Stop(reason, NOW.minusSeconds(30), Status.ACTIVE);
        MeetingState state = new MeetingState(42, Status.STOPPING, 1, true, null, true, stop, false, deadline, null);
        LastStep last = new LastStep(NOW.minusSeconds(30), source, reason);
        return new Situation(facts(state, last, null, new Upcoming(deadline.at(), new Event.DeadlinePassed(), false)));
    }

    private static Situation ended(Status status, String reason, String stage, Integer exitCode) {
        MeetingState state = new MeetingState(42, status, 1, true, null, true, null, false, null, null);
        LastStep last = new LastStep(NOW.minusSeconds(60), "bot_callback", null);
        return new Situation(facts(state, last, new End(NOW.minusSeconds(60), reason, stage, exitCode), null));
    }

    private static Facts facts(MeetingState state, LastStep last, End end, Upcoming next) {
        Facts.Sweeping sweeping = new Facts.Sweeping(null, null, Duration.ofMinutes(1), false, Duration.ofDays(1));
        return new Facts(NOW, state, LIMITS, last, end, null, null, next, null, null, List.of(), null, sweeping, null);
    }

    private record Situation(Facts facts) {

        private Situation with(UnaryOperator<MeetingState> change) {
            return new Situation(new Facts(
                    facts.now(),
                    change.apply(facts.state()),
                    facts.limits(),
                    facts.last(),
                    facts.end(),
                    facts.lastHeartbeatAt(),
                    facts.leaseEnd(),
                    facts.next(),
                    facts.refusal(),
                    facts.evidence(),
                    facts.pending(),
                    facts.unknownSince(),
                    facts.sweeping(),
                    facts.drainedSince()));
        }

        Situation launch(boolean claimed, Instant at) {
            return with(s -> new MeetingState(
                    s.id(), s.status(), s.attempt(), claimed, at, false, null, false, s.deadline(), null));
        }

        Situation needsHelp() {
            return with(
                    s -> new MeetingState(s.id(), s.status(), 1, true, null, false, null, true, s.deadline(), null));
        }

        Situation stoppedByUser() {
            Stop stop = new Stop(CompletionReason.STOPPED, NOW.minusSeconds(90), Status.ACTIVE);
            return with(s -> new MeetingState(s.id(), s.status(), 1, true, null, true, stop, false, null, null));
        }

        Situation cleanup(long seconds) {
            return with(s -> new MeetingState(
                    s.id(), s.status(), 1, true, null, true, null, false, null, NOW.plusSeconds(seconds)));
        }

        Situation heard(long secondsAgo) {
            return changed(facts.last(), NOW.minusSeconds(secondsAgo), facts.leaseEnd(), facts.next(), facts.refusal());
        }

        Situation lease(long secondsLeft) {
            Instant end = NOW.plusSeconds(secondsLeft);
            Event silence = new Event.HeartbeatsStopped(end.minus(LIMITS.lease()));
            return changed(
                    facts.last(), facts.lastHeartbeatAt(), end, new Upcoming(end, silence, false), facts.refusal());
        }

        Situation refused(String reason) {
            Told refusal = new Told(NOW.minusSeconds(1), "launcher", reason, null);
            return changed(facts.last(), facts.lastHeartbeatAt(), facts.leaseEnd(), facts.next(), refusal);
        }

        Situation because(String source, String reason) {
            LastStep last = new LastStep(facts.last().at(), source, reason);
            return changed(last, facts.lastHeartbeatAt(), facts.leaseEnd(), facts.next(), facts.refusal());
        }

        Situation gap(long secondsAgo) {
            return swept(new Facts.Sweeping(
                    NOW.minusSeconds(secondsAgo), null, Duration.ofMinutes(1), false, Duration.ofDays(1)));
        }

        Situation dryRun() {
            return swept(new Facts.Sweeping(null, null, Duration.ofMinutes(1), true, Duration.ofDays(1)));
        }

        Situation held(long secondsAgo) {
            Instant since = NOW.minusSeconds(secondsAgo);
            Upcoming let = new Upcoming(since.plusSeconds(600), facts.next().event(), true);
            return changed(facts.last(), facts.lastHeartbeatAt(), facts.leaseEnd(), let, facts.refusal())
                    .swept(new Facts.Sweeping(null, since, Duration.ofMinutes(1), false, Duration.ofDays(1)));
        }

        private Situation changed(LastStep last, Instant heard, Instant leaseEnd, Upcoming next, Told refusal) {
            return new Situation(new Facts(
                    facts.now(),
                    facts.state(),
                    facts.limits(),
                    last,
                    facts.end(),
                    heard,
                    leaseEnd,
                    next,
                    refusal,
                    facts.evidence(),
                    facts.pending(),
                    facts.unknownSince(),
                    facts.sweeping(),
                    facts.drainedSince()));
        }

        private Situation swept(Facts.Sweeping sweeping) {
            return rest(facts.evidence(), facts.pending(), facts.unknownSince(), sweeping, facts.drainedSince());
        }

        Situation pending(String action) {
            Pending command =
                    new Pending(new UUID(0, 1), action, "published", NOW.minusSeconds(4), NOW.plusSeconds(41));
            return rest(
                    facts.evidence(), List.of(command), facts.unknownSince(), facts.sweeping(), facts.drainedSince());
        }

        Situation unknown(long secondsAgo, long secondsLeft) {
            Upcoming next =
                    new Upcoming(NOW.plusSeconds(secondsLeft), facts.next().event(), false);
            return changed(facts.last(), facts.lastHeartbeatAt(), facts.leaseEnd(), next, facts.refusal())
                    .unknownSince(NOW.minusSeconds(secondsAgo));
        }

        private Situation unknownSince(Instant since) {
            return rest(facts.evidence(), facts.pending(), since, facts.sweeping(), facts.drainedSince());
        }

        Situation drained(long secondsAgo) {
            return rest(
                    facts.evidence(),
                    facts.pending(),
                    facts.unknownSince(),
                    facts.sweeping(),
                    NOW.minusSeconds(secondsAgo));
        }

        Situation evidence(String reason, int exitCode) {
            Told evidence = new Told(NOW.minusSeconds(1), "bot_callback", reason, exitCode);
            return rest(evidence, facts.pending(), facts.unknownSince(), facts.sweeping(), facts.drainedSince());
        }

        private Situation rest(
                Told evidence,
                List<Pending> pending,
                Instant unknownSince,
                Facts.Sweeping sweeping,
                Instant drainedSince) {
            return new Situation(new Facts(
                    facts.now(),
                    facts.state(),
                    facts.limits(),
                    facts.last(),
                    facts.end(),
                    facts.lastHeartbeatAt(),
                    facts.leaseEnd(),
                    facts.next(),
                    facts.refusal(),
                    evidence,
                    pending,
                    unknownSince,
                    sweeping,
                    drainedSince));
        }
    }
}
