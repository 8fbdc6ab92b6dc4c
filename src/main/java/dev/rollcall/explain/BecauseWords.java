package dev.rollcall.explain;

import dev.rollcall.explain.Facts.End;
import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.MeetingState.Stop;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.lifecycle.Status;
import java.time.Instant;

/** Why a meeting is in the status that it is in, in one sentence. */
final class BecauseWords {

    private BecauseWords() {}

    static String of(Facts facts) {
        return switch (facts.state().status()) {
            case REQUESTED -> requested(facts);
            case JOINING -> "The bot runs and has been joining the meeting for %s.".formatted(age(facts));
            case AWAITING_ADMISSION ->
                "The bot has been waiting in the lobby for %s; somebody in the meeting has to let it in."
                        .formatted(age(facts));
            case ACTIVE -> "The bot has been in the meeting for %s.".formatted(age(facts));
            case STOPPING -> stopping(facts);
            case COMPLETED -> completed(facts);
            case FAILED -> failed(facts);
        };
    }

    private static String requested(Facts facts) {
        MeetingState state = facts.state();
        if (state.launchAt() == null) {
            return "The bot was launched, and has not been heard since it was asked for %s ago.".formatted(age(facts));
        }
        if (state.launchClaimed()) {
            return "The bot was asked for %s ago, and its launch is under way.".formatted(age(facts));
        }
        return facts.refusal() == null ? waiting(facts) : refused(facts);
    }

    private static String waiting(Facts facts) {
        return "The bot was asked for %s ago, and waits for a launcher.".formatted(age(facts));
    }

    private static String refused(Facts facts) {
        Instant next = facts.state().launchAt();
        String reason = facts.refusal().reason();
        return "The runtime refused the last launch%s, and it is tried again as attempt %d %s."
                .formatted(
                        reason == null ? "" : " (" + reason + ")",
                        facts.state().attempt(),
                        next.isAfter(facts.now()) ? "in " + Words.duration(facts.until(next)) : "now");
    }

    private static String stopping(Facts facts) {
        Stop stop = facts.state().stop();
        String ago = Words.duration(facts.since(stop.since()));
        if (!facts.state().stopRequested()) {
            return "The bot said %s ago that it leaves by itself.".formatted(ago);
        }
        if (!facts.state().stoppedByPerson()) {
            return "The bot was told %s ago to leave, because %s.".formatted(ago, Words.reason(stop.reason()));
        }
        String who = Source.ADMIN.word().equals(facts.last().source()) ? "An administrator" : "Its user";
        return "%s asked %s ago for the bot to leave, while it was %s.".formatted(who, ago, whileIn(stop.stage()));
    }

    private static String whileIn(Status stage) {
        return switch (stage) {
            case REQUESTED -> "being launched";
            case JOINING -> "joining";
            case AWAITING_ADMISSION -> "in the lobby";
            case ACTIVE -> "in the meeting";
            case STOPPING, COMPLETED, FAILED -> "on its way out";
        };
    }

    private static String completed(Facts facts) {
        String reason = facts.end().completionReason();
        if (CompletionReason.STOPPED.equals(reason) && facts.state().stoppedByPerson()) {
            return "The meeting ended %s ago as it should: a person asked the bot to leave, and it did."
                    .formatted(endAge(facts));
        }
        return reason == null || CompletionReason.STOPPED.equals(reason)
                ? "The meeting ended %s ago as it should.".formatted(endAge(facts))
                : "The meeting ended %s ago as it should, because %s.".formatted(endAge(facts), Words.reason(reason));
    }

    private static String failed(Facts facts) {
        End end = facts.end();
        String stage = end.failureStage() == null ? "" : " while it was " + stageWords(end.failureStage());
        String exit = end.exitCode() == null ? "" : ", with exit code " + end.exitCode();
        String why = why(facts);
        return "The bot failed %s ago%s%s%s."
                .formatted(endAge(facts), stage, why == null ? "" : ", because " + why, exit);
    }

    /** Our own history knows better than a bare word of the bot where it has one of ours. */
    private static String why(Facts facts) {
        String said = facts.last().reason();
        String completionReason = facts.end().completionReason();
        if (completionReason == null || CompletionReason.STOPPED.equals(completionReason)) {
            return Words.reason(said == null ? completionReason : said);
        }
        return Words.reason(completionReason);
    }

    private static String stageWords(String stage) {
        return Status.of(stage).map(BecauseWords::whileIn).orElse("at \"" + stage + "\"");
    }

    private static String age(Facts facts) {
        return Words.duration(facts.since(facts.last().at()));
    }

    private static String endAge(Facts facts) {
        Instant at = facts.end().at();
        return Words.duration(facts.since(at == null ? facts.last().at() : at));
    }
}
