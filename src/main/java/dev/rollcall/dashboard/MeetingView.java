package dev.rollcall.dashboard;

import dev.rollcall.command.CommandLog;
import dev.rollcall.explain.Explanation;
import dev.rollcall.explain.Explanation.Next;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.logs.LogsApi.Logs;
import dev.rollcall.meeting.MeetingApi.HistoryRow;
import dev.rollcall.meeting.MeetingDetails.Details;
import dev.rollcall.meeting.Platform;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import dev.rollcall.webhook.DeliveryApi.DeliveryPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the page of a meeting shows.
 *
 * @param problem why what was asked for was not done; null for nothing
 * @param then what is counted down to; null when the meeting is over
 * @param steps the newest first
 * @param olderSteps how many steps are not shown
 */
record MeetingView(
        Details meeting,
        String title,
        Badge badge,
        String platform,
        boolean ofAdmin,
        String problem,
        Explanation why,
        List<Sentence.Part> summary,
        String then,
        List<Stage> stages,
        List<Step> steps,
        int olderSteps,
        Heartbeats heartbeats,
        List<CommandLine> commands,
        List<LogTail> logs,
        List<DeliveryLine> deliveries,
        boolean moreDeliveries,
        Actions actions) {

    static final int MOST_STEPS = 100;
    private static final int MOST_LINES = 100;

    /** What the viewer may do now. */
    record Actions(boolean stop, boolean reconfigure, boolean forget, boolean sendAgain, List<Choice> languages) {

        public boolean any() {
            return stop || forget || sendAgain;
        }
    }

    record Choice(String value, String word) {}

    /** @param waits the bot may still take it */
    record CommandLine(CommandLog.Entry command, String action, String wanted, Badge badge, boolean waits) {

        private static CommandLine of(CommandLog.Entry command, boolean over) {
            boolean waits = !over && command.acknowledgedAt() == null && !"expired".equals(command.state());
            return new CommandLine(
                    command, command.action().replace('_', ' '), wanted(command), badge(command.state()), waits);
        }

        private static Badge badge(String state) {
            return switch (state) {
                case "accepted" -> new Badge("waiting", state, "Written down, and not heard by any bot yet.");
                case "published" -> new Badge("sent", state, "Sent over Redis, and heard by somebody.");
                case "delivered" -> new Badge("sent", state, "Given to the bot with the answer to a heartbeat.");
                case "acknowledged" -> new Badge("taken", state, "The bot has carried it out.");
                default -> new Badge("missed", state, "The bot did not take it in time, or had left.");
            };
        }

        private static String wanted(CommandLog.Entry command) {
            List<String> wanted = new ArrayList<>();
            if (command.language() != null) {
                wanted.add(LanguageNames.of(command.language()));
            }
            if (command.task() != null) {
                wanted.add(command.task());
            }
            return String.join(", ", wanted);
        }
    }

    /** @param lines the newest last */
    record LogTail(int attempt, Instant at, boolean trimmed, String lines) {}

    record DeliveryLine(Delivery delivery, Badge badge) {

        private static DeliveryLine of(Delivery delivery) {
            return new DeliveryLine(delivery, badge(delivery.status()));
        }

        private static Badge badge(String state) {
            return switch (state) {
                case "pending" -> new Badge("waiting", "Waits", "It is tried, or tried again.");
                case "delivered" -> new Badge("taken", "Delivered", "The receiver has taken it.");
                case "failed" -> new Badge("missed", "Given up", "It was tried for as long as it is tried.");
                default -> new Badge("unknown", "Dropped", "It is not wanted any more.");
            };
        }
    }

    static MeetingView of(
            Details meeting,
            boolean admin,
            String problem,
            Explanation why,
            List<HistoryRow> history,
            List<CommandLog.Entry> commands,
            Optional<Logs> logs,
            DeliveryPage deliveries,
            Instant now) {
        List<Step> steps = Step.of(history);
        int older = Math.max(0, steps.size() - MOST_STEPS);
        List<Step> shown = new ArrayList<>(steps.subList(older, steps.size()));
        Collections.reverse(shown);
        return new MeetingView(
                meeting,
                title(meeting),
                Badge.of(meeting.status()),
                FleetView.title(meeting.platform()),
                admin,
                problem,
                why,
                Sentence.parts(why.summary(), now),
                then(why.next()),
                Stage.of(meeting.status(), history),
                shown,
                older,
                Heartbeats.of(meeting, why.lease()),
                commands.stream()
                        .map(command -> CommandLine.of(command, isOver(meeting)))
                        .toList(),
                logs.map(MeetingView::tails).orElse(List.of()),
                deliveries.deliveries().stream().map(DeliveryLine::of).toList(),
                deliveries.hasMore(),
                actions(meeting, admin));
    }

    /** To stand below a countdown. A bot that is well has its next heartbeat before it. */
    private static String then(Next next) {
        if (next == null) {
            return null;
        }
        return "heartbeat_lost".equals(next.rule())
                ? "of silence before it fails"
                : "until " + Words.deadline(next.action());
    }

    /** How people know the meeting: by its name, else by its id. */
    static String title(Details meeting) {
        if (meeting.name() != null) {
            return meeting.name();
        }
        return meeting.nativeId() == null ? "Meeting " + meeting.id() : meeting.nativeId();
    }

    private static boolean isOver(Details meeting) {
        return Status.of(meeting.status()).map(Status::terminal).orElse(true);
    }

    /** As in the API: an admin stops bots, and leaves the rest to whose they are. */
    private static Actions actions(Details meeting, boolean admin) {
        Optional<Status> status = Status.of(meeting.status());
        boolean over = isOver(meeting);
        boolean named =
                meeting.nativeId() != null && Platform.find(meeting.platform()).isPresent();
        boolean active = status.filter(Status.ACTIVE::equals).isPresent();
        return new Actions(
                !over && !meeting.stopRequested(),
                !admin && active,
                !admin && over && named,
                !admin && over && named,
                !admin && active ? LanguageNames.all() : List.of());
    }

    private static List<LogTail> tails(Logs logs) {
        List<LogTail> tails = new ArrayList<>(logs.attempts().stream()
                .filter(attempt ->
                        attempt.botLogs() != null && !attempt.botLogs().isEmpty())
                .map(attempt -> {
                    List<String> lines = attempt.botLogs();
                    int from = Math.max(0, lines.size() - MOST_LINES);
                    return new LogTail(
                            attempt.attempt(),
                            attempt.botLogsAt(),
                            attempt.botLogsTrimmed() || from > 0,
                            String.join("\n", lines.subList(from, lines.size())));
                })
                .toList());
        Collections.reverse(tails);
        return tails;
    }
}
