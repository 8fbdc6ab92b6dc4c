package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.START;
import static dev.rollcall.lifecycle.Life.active;
import static dev.rollcall.lifecycle.Life.at;
import static dev.rollcall.lifecycle.Life.ended;
import static dev.rollcall.lifecycle.Life.launched;
import static dev.rollcall.lifecycle.Life.launching;
import static dev.rollcall.lifecycle.Life.ofAttempt;
import static dev.rollcall.lifecycle.Life.report;
import static dev.rollcall.lifecycle.Life.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a bot's words do: forward only, skipped steps implied, late words kept, help a flag. */
class BotReportTest {

    @Test
    void a_step_forward_is_one_row_with_the_whole_report() {
        Report report = new Report(1, "hello", null, null, null, "{}", "c-1");
        Decision decision = launched().decide(new Event.BotAt(Status.JOINING, report));

        assertThat(decision.answer()).isEqualTo(Answer.APPLIED);
        assertThat(decision.history())
                .containsExactly(new HistoryEntry(
                        Kind.TRANSITION, Status.REQUESTED, Status.JOINING, Source.BOT_CALLBACK, "hello", report));
        assertThat(decision.commands()).isEmpty();
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.ending()).isNull();
    }

    @Test
    void skipped_steps_are_implied_in_their_order() {
        List<HistoryEntry> rows = launched().decide(says(Status.ACTIVE)).history();

        assertThat(rows)
                .containsExactly(
                        implied(Status.REQUESTED, Status.JOINING),
                        implied(Status.JOINING, Status.AWAITING_ADMISSION),
                        new HistoryEntry(
                                Kind.TRANSITION,
                                Status.AWAITING_ADMISSION,
                                Status.ACTIVE,
                                Source.BOT_CALLBACK,
                                null,
                                Report.NOTHING));
    }

    /** Of the bots of 2025 some say "started" when their process is up, and others when they are let in. */
    @Test
    void started_means_joining_before_the_lobby_and_active_in_it() {
        Event started = new Event.BotStarted(Report.NOTHING);

        assertThat(launched().then(started).status()).isEqualTo(Status.JOINING);
        assertThat(at(Status.JOINING).then(started).answer()).isEqualTo(Answer.REPEATED);
        assertThat(at(Status.AWAITING_ADMISSION).then(started).status()).isEqualTo(Status.ACTIVE);
        assertThat(at(Status.AWAITING_ADMISSION).then(started).then(started).answer())
                .isEqualTo(Answer.REPEATED);
    }

    @Test
    void a_bot_straight_from_joining_to_active_implies_the_lobby() {
        assertThat(at(Status.JOINING).decide(says(Status.ACTIVE)).history())
                .extracting(HistoryEntry::kind)
                .containsExactly(Kind.IMPLIED, Kind.TRANSITION);
    }

    @Test
    void only_a_bot_that_has_said_so_has_been_active() {
        assertThat(at(Status.JOINING, Status.AWAITING_ADMISSION).state().everActive())
                .isFalse();
        assertThat(active().state().everActive()).isTrue();
        assertThat(active().then(says(Status.STOPPING)).state().everActive()).isTrue();
        assertThat(active().then(ended(Status.COMPLETED, 0, null)).state().everActive())
                .isTrue();
    }

    @Test
    void a_bot_that_speaks_needs_no_launch_any_more() {
        assertThat(launching().then(says(Status.JOINING)).state().launchAt()).isNull();
        assertThat(launching().then(says(Status.JOINING)).state().launchClaimed())
                .isTrue();
    }

    @Test
    void a_backward_word_is_kept_as_evidence() {
        Decision decision = active().decide(new Event.BotAt(Status.JOINING, report(null, null, "again")));

        assertThat(decision.answer()).isEqualTo(Answer.RECORDED);
        assertThat(decision.next()).isEqualTo(active().state());
        assertThat(decision.writes()).isTrue();
        assertThat(decision.history())
                .containsExactly(new HistoryEntry(
                        Kind.EVIDENCE,
                        Status.ACTIVE,
                        Status.JOINING,
                        Source.BOT_CALLBACK,
                        "again",
                        report(null, null, "again")));
    }

    @Test
    void an_unknown_word_is_kept_as_evidence_with_the_word() {
        Decision decision = active().decide(new Event.BotSaid("dancing", report(null, null, "a reason")));

        assertThat(decision.history())
                .containsExactly(new HistoryEntry(
                        Kind.EVIDENCE,
                        Status.ACTIVE,
                        null,
                        Source.BOT_CALLBACK,
                        "unknown status dancing",
                        report(null, null, "a reason")));
    }

    @Test
    void a_repeat_writes_nothing() {
        Decision decision = active().decide(says(Status.ACTIVE));

        assertThat(decision.writes()).isFalse();
        assertThat(decision.next()).isEqualTo(active().state());
    }

    @Test
    void the_end_of_a_bot_lets_it_exit_before_the_workload_is_looked_at() {
        Decision decision = active().decide(ended(Status.COMPLETED, 0, "left_alone"));

        assertThat(decision.next().cleanupAt()).isEqualTo(START.plus(LIMITS.linger()));
        assertThat(decision.next().deadline()).isNull();
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.history())
                .containsExactly(new HistoryEntry(
                        Kind.TRANSITION,
                        Status.ACTIVE,
                        Status.COMPLETED,
                        Source.BOT_CALLBACK,
                        null,
                        report(0, "left_alone", null)));
    }

    @Test
    void another_verdict_on_an_ended_meeting_is_evidence() {
        Life over = active().then(ended(Status.COMPLETED, 0, null));

        assertThat(over.decide(ended(Status.FAILED, 1, null)).history())
                .extracting(HistoryEntry::kind, HistoryEntry::from, HistoryEntry::to)
                .containsExactly(tuple(Kind.EVIDENCE, Status.COMPLETED, Status.FAILED));
    }

    @Test
    void an_older_launch_is_fenced_whatever_it_says() {
        for (Event event : List.of(
                new Event.BotAt(Status.ACTIVE, ofAttempt(2)),
                new Event.BotEnded(Status.COMPLETED, ofAttempt(2)),
                new Event.BotNeedsHelp(ofAttempt(2)),
                new Event.BotSaid("dancing", ofAttempt(2)),
                new Event.LaunchFailed(ofAttempt(2)),
                new Event.LaunchRetried(ofAttempt(2), START),
                new Event.WorkloadEnded(ofAttempt(2)),
                new Event.WorkloadGone(ofAttempt(2)))) {
            Decision decision = launching().decide(event);

            assertThat(decision.answer()).as(event.toString()).isEqualTo(Answer.FENCED);
            assertThat(decision.next()).isEqualTo(launching().state());
            assertThat(decision.history()).extracting(HistoryEntry::kind).containsExactly(Kind.FENCED);
        }
    }

    @Test
    void what_a_fenced_bot_said_is_kept() {
        assertThat(launching()
                        .decide(new Event.BotAt(Status.ACTIVE, ofAttempt(2)))
                        .history())
                .extracting(HistoryEntry::to)
                .containsExactly(Status.ACTIVE);
        assertThat(launching()
                        .decide(new Event.BotEnded(Status.FAILED, ofAttempt(2)))
                        .history())
                .extracting(HistoryEntry::to)
                .containsExactly(Status.FAILED);
        assertThat(launching().decide(new Event.WorkloadGone(ofAttempt(2))).history())
                .extracting(HistoryEntry::to)
                .containsNull();
    }

    @Test
    void the_present_launch_is_not_fenced() {
        assertThat(launching()
                        .then(new Event.BotAt(Status.ACTIVE, ofAttempt(1)))
                        .status())
                .isEqualTo(Status.ACTIVE);
    }

    @Test
    void a_call_for_help_raises_a_flag_and_leaves_the_status() {
        Life lobby = at(Status.AWAITING_ADMISSION);
        Life asking = lobby.then(new Event.BotNeedsHelp(report(null, null, "captcha")));

        assertThat(asking.state().needsHelp()).isTrue();
        assertThat(asking.state().deadline()).isEqualTo(lobby.state().deadline());
        assertThat(asking.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.HELP,
                        Status.AWAITING_ADMISSION,
                        Status.AWAITING_ADMISSION,
                        Source.BOT_CALLBACK,
                        "captcha",
                        report(null, null, "captcha")));
        assertThat(asking.then(new Event.BotNeedsHelp(Report.NOTHING)).answer()).isEqualTo(Answer.REPEATED);
    }

    @Test
    void help_has_come_when_the_bot_is_in_the_meeting() {
        Life asking = at(Status.JOINING).then(new Event.BotNeedsHelp(Report.NOTHING));

        assertThat(asking.then(says(Status.AWAITING_ADMISSION)).state().needsHelp())
                .isTrue();
        assertThat(asking.then(says(Status.ACTIVE)).state().needsHelp()).isFalse();
    }

    @Test
    void other_settings_are_a_command_to_an_active_bot() {
        Decision decision = active().decide(new Event.ReconfigureRequested("de", "translate"));

        assertThat(decision.commands())
                .containsExactly(new CommandDraft(
                        "reconfigure",
                        Map.of("language", "de", "task", "translate"),
                        START.plus(LIMITS.commandLife())));
        assertThat(decision.next()).isEqualTo(active().state());
        assertThat(decision.writes()).isTrue();
    }

    @Test
    void a_command_of_the_moment_is_passed_on_as_it_is_and_soon_given_up() {
        Decision decision = active().decide(new Event.CommandRequested("speak_audio", Map.of("sample_rate", 16_000)));

        assertThat(decision.commands())
                .containsExactly(new CommandDraft(
                        "speak_audio", Map.of("sample_rate", 16_000), START.plus(LIMITS.liveCommandLife())));
        assertThat(decision.next()).isEqualTo(active().state());
        assertThat(decision.history()).isEmpty();
    }

    @Test
    void a_setting_that_stays_as_it_is_is_not_sent() {
        assertThat(active().decide(new Event.ReconfigureRequested("de", null)).commands())
                .extracting(CommandDraft::payload)
                .containsExactly(Map.of("language", "de"));
        assertThat(active().decide(new Event.ReconfigureRequested(null, "transcribe"))
                        .commands())
                .extracting(CommandDraft::payload)
                .containsExactly(Map.of("task", "transcribe"));
    }

    private static HistoryEntry implied(Status from, Status to) {
        return new HistoryEntry(Kind.IMPLIED, from, to, Source.BOT_CALLBACK, "implied by active", Report.NOTHING);
    }
}
