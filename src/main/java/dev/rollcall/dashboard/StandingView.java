package dev.rollcall.dashboard;

import dev.rollcall.standing.ConnectionDays.Turn;
import dev.rollcall.standing.StandingApi.Change;
import dev.rollcall.standing.StandingApi.FoundFacts;
import dev.rollcall.standing.StandingApi.History;
import dev.rollcall.standing.StandingApi.StandingBot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the page of one standing bot shows.
 *
 * @param problem why what was asked for was not done; null for nothing
 * @param owner the replica that keeps it; null for none
 */
record StandingView(
        StandingLine bot,
        List<Fact> facts,
        Instant nextAttemptAt,
        long flaps,
        String owner,
        Instant createdAt,
        List<Action> actions,
        List<HistoryLine> history,
        boolean moreHistory,
        String problem,
        Said said) {

    /** @param at when it was looked at; null: never */
    record Fact(String name, Badge badge, Instant at) {}

    record HistoryLine(Instant at, Badge badge, String message) {

        private static HistoryLine of(Change change) {
            return new HistoryLine(
                    change.at(),
                    ConnectionBadge.of(change.statusName()),
                    change.message() == null ? "" : change.message());
        }
    }

    /** @param path behind the address of the bot */
    record Action(String path, String word, String icon, String means, boolean primary) {

        private static final Action CHECK =
                new Action("check", "Check now", "ok", "Looks whether it works, and says so.", false);
        private static final Action RESTART =
                new Action("restart", "Restart", "again", "Closes the connection and makes a new one.", false);
        private static final Action PAUSE = new Action(
                "pause", "Pause for an hour", "pause", "Closes the connection; then it connects by itself.", false);
        private static final Action STOP =
                new Action("stop", "Stop", "stopping", "Closes the connection until it is started again.", false);
        private static final Action START = new Action("start", "Start", "play", "Makes the connection.", true);

        private static List<Action> of(StandingLine bot, boolean stopped) {
            if (!bot.active()) {
                return List.of();
            }
            return stopped || bot.pausedUntil() != null ? List.of(START) : List.of(CHECK, RESTART, PAUSE, STOP);
        }
    }

    static StandingView of(StandingBot bot, List<Turn> day, History history, String problem, Said said, Instant now) {
        StandingLine line = StandingLine.of(bot, day, now);
        return new StandingView(
                line,
                facts(bot.facts()),
                bot.nextAttemptAt(),
                bot.flapCount(),
                bot.owner(),
                bot.createdAt(),
                Action.of(line, bot.stoppedAt() != null),
                history.changes().stream().map(HistoryLine::of).toList(),
                history.hasMore(),
                problem,
                said);
    }

    private static List<Fact> facts(FoundFacts found) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "Credentials", fact(found.credentialsOk(), "Accepted", "Refused"), found.credentialsCheckedAt()));
        facts.add(new Fact("Service", fact(found.apiReachable(), "Reachable", "Not reachable"), found.apiCheckedAt()));
        if (found.roomsKnown() != null && found.roomsOpen() != null) {
            facts.add(new Fact("Rooms", rooms(found.roomsOpen(), found.roomsKnown()), found.roomsCheckedAt()));
        }
        return facts;
    }

    private static Badge fact(Boolean found, String yes, String no) {
        if (found == null) {
            return new Badge("help", "Not known", "Nobody has looked yet.");
        }
        return found
                ? new Badge("check_circle", yes, "As it should be.")
                : new Badge("error", no, "Not as it should be.");
    }

    private static Badge rooms(int open, int known) {
        return new Badge(
                open < known ? "error" : "check_circle",
                "%d of %d open".formatted(open, known),
                "Connections that stand, of those that should.");
    }
}
