package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Decision.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of docs/lifecycle.md. Sentences are written here; every arrow, table cell and time comes from asking
 * {@link Lifecycle#decide}.
 */
final class LifecycleDocument {

    private static final List<Status> WAY =
            List.of(Status.REQUESTED, Status.JOINING, Status.AWAITING_ADMISSION, Status.ACTIVE);

    private static final Map<Status, String> MEANINGS = Map.of(
            Status.REQUESTED, "The slot is taken and the launch is under way.",
            Status.JOINING, "The bot runs and opens the meeting.",
            Status.AWAITING_ADMISSION, "The bot waits in the lobby.",
            Status.ACTIVE, "The bot is in the meeting.",
            Status.STOPPING, "A stop was asked for, or the bot leaves by itself.",
            Status.COMPLETED, "Over, as it should be.",
            Status.FAILED, "Over, and something went wrong: the failure stage says how far it got.");

    private static final Map<OnDeadline, String> WHEN_IT_PASSES = Map.of(
            OnDeadline.FAIL, "the meeting fails",
            OnDeadline.STOP, "the bot is asked to leave",
            OnDeadline.TERMINATE, "the workload is asked to end, by force after the grace",
            OnDeadline.DELETE, "the workload is deleted",
            OnDeadline.GIVE_UP, "no answer whether the workload is gone: the meeting fails, the deletion goes on");

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("requested", "from the order to the bot's first word"),
            Map.entry("joining", "from the first word to the lobby or the meeting"),
            Map.entry("lobby", "what a bot is told to wait in the lobby; an order may ask for another time"),
            Map.entry("lobbyGrace", "our patience beyond that, so that the bot's own time-out is heard first"),
            Map.entry("lease", "silence of an active bot that used to send heartbeats"),
            Map.entry("maxDuration", "in the meeting; an order may ask for another time"),
            Map.entry("leave", "from a stop to the termination, for a bot that was in the meeting and may upload"),
            Map.entry("leaveBeforeActive", "the same for a bot that never was in the meeting"),
            Map.entry("terminateGrace", "between the polite and the forced end of a workload"),
            Map.entry("stopping", "from a stop to its end either way"),
            Map.entry("linger", "how long a bot that has reported its end may take to exit"),
            Map.entry("commandLife", "how long a command is delivered"),
            Map.entry("liveCommandLife", "the same for what belongs to the moment, such as a spoken sentence"));

    private final StringBuilder text = new StringBuilder();

    static String written() {
        LifecycleDocument document = new LifecycleDocument();
        document.introduction();
        document.diagram();
        document.statuses();
        document.deadlines();
        document.settings();
        document.endings();
        document.events();
        return document.text.toString().stripTrailing() + "\n";
    }

    private void introduction() {
        paragraph("""
                # The life of a bot

                A meeting has one status at a time, and a bot only ever goes forward: from `requested` along the way to
                `active`, from anywhere to `stopping`, and from anywhere to `completed` or `failed`, where it stays.
                Bots move it by what they report. The service itself only takes the order, records a stop, and ends
                what is proven dead or overdue.

                Four things to know when you look after it:

                - **Nothing waits for ever.** Every status before the last has a deadline. The API shows it,
                  with what will happen then.
                - **A stop is kept.** Once a user has asked for it, the meeting ends as `completed` with the reason
                  `stopped`, whatever the bot says of it, unless nobody can confirm that the bot is gone: then it ends
                  as `failed`, so that somebody looks.
                - **An end is an end, unless its owner says otherwise.** `continue_meeting` sends a new bot into a
                  meeting that is over and was not stopped: the same meeting, with a new launch and a new session.
                - **Late words are kept and change nothing.** What a bot reports too late, backward or from an older
                  launch is in the meeting's history, marked as evidence.

                This page is written by a test from the rules in `src/main/java/dev/rollcall/lifecycle`. After a change
                of the rules, write it again:

                    ./mvnw test -Dtest=LifecycleDocumentTest -Dlifecycle.docs=write
                """);
    }

    private void diagram() {
        line("## At a glance");
        line("");
        line(
                "Who can move it is written on each arrow. Steps along the way may be skipped; those are written into the");
        line("history as implied.");
        line("");
        line("```mermaid");
        line("stateDiagram-v2");
        line("    [*] --> requested: reservation");
        moves().forEach((move, actors) -> {
            if (!skips(move)) {
                line("    %s --> %s: %s".formatted(move.from().word(), move.to().word(), String.join(", ", actors)));
            }
        });
        line("    completed --> [*]");
        line("    failed --> [*]");
        line("```");
        line("");
    }

    private void statuses() {
        line("## The statuses");
        line("");
        row("Status", "What it means", "Holds a slot", "Where it can go");
        row("---", "---", "---", "---");
        for (Status status : Status.values()) {
            String next = moves().keySet().stream()
                    .filter(move -> move.from() == status)
                    .map(move -> code(move.to().word()))
                    .collect(Collectors.joining(", "));
            row(
                    code(status.word()),
                    MEANINGS.get(status),
                    status.holdsSlot() ? "yes" : "no",
                    next.isEmpty() ? "nowhere" : next);
        }
        line("");
    }

    private void deadlines() {
        line("## The deadlines");
        line("");
        line(
                "Counted from the moment the status was reached; with the default settings. The steps of a stop are the same");
        line("when a user asked for it, when the maximum duration is over and when the bot leaves by itself.");
        line("");
        row("Status", "After", "What happens then", "The status then");
        row("---", "---", "---", "---");
        Stream.of(
                        Situation.LAUNCHED,
                        Situation.JOINING,
                        Situation.IN_LOBBY,
                        Situation.ACTIVE,
                        Situation.STOPPED_AT_LAUNCH,
                        Situation.STOPPED_IN_LOBBY,
                        Situation.STOPPED_INSIDE)
                .forEach(this::deadlinesOf);
        Duration lease = Life.LIMITS.lease();
        row(
                code("active"),
                readable(lease) + " without a heartbeat",
                "the meeting fails; only for a bot that used to send heartbeats",
                cell(Situation.ACTIVE, Happening.SILENT));
        line("");
    }

    /** One row for each deadline that passes before the status changes. */
    private void deadlinesOf(Situation situation) {
        Life begin = situation.life();
        Life life = begin;
        while (life.status() == begin.status()) {
            OnDeadline then = life.state().deadline().then();
            Life next = life.overdue();
            Duration after = Duration.between(begin.now(), next.now());
            row(title(situation), readable(after), WHEN_IT_PASSES.get(then), status(next.last()));
            life = next;
        }
    }

    private void settings() {
        line("The settings behind them, under `rollcall.deadlines`:");
        line("");
        row("Setting", "Default", "What it limits");
        row("---", "---", "---");
        for (var component : Limits.class.getRecordComponents()) {
            String meaning = SETTINGS.get(component.getName());
            if (meaning == null) {
                throw new IllegalStateException("Say in LifecycleDocument what " + component.getName() + " limits.");
            }
            row(code(kebab(component.getName())), readable(value(component)), meaning);
        }
        line("");
    }

    private void endings() {
        paragraph("""
                ## How an end is judged

                From our own facts, in this order; a bot's word counts only where these leave it open.

                1. Somebody wanted it to end (a user, an administrator, the maximum duration): `completed`, with that
                   reason, whatever the exit code: a bot that was terminated exits with 143, and that is no failure.
                   Who wanted it first names the reason.
                2. The bot was in the meeting and exited with 0: `completed`. The bot was in the meeting when it said
                   `active`, or gives a reason that only a bot inside can have (`left_alone`, `evicted` and the like).
                3. Everything else: `failed`. The failure stage is the status it was in, never the bot's opinion of it.

                Where the exit code is unknown, the bot's verdict stands for it; and a bot that had said that it leaves
                and is gone has left. A completion reason that nobody knows is kept as it is.
                """);
    }

    private void events() {
        paragraph("""
                ## Every event in every status

                How to read a cell: a status in bold is the next one, with the completion reason where it ends;
                *no effect* is a repeat, answered as a success; *recorded* is kept in the history and changes nothing;
                *fenced* is the same for an older launch, and the bot is told to stop; *refused* is not possible (409).
                The deadline is still ahead, except in the row that says otherwise; once it has passed, a workload that
                is gone ends the meeting in any status.
                """);
        events("Before the bot is heard of", Situation.QUEUED, Situation.LAUNCHING, Situation.LAUNCHED);
        events("On the way, and in the meeting", Situation.JOINING, Situation.IN_LOBBY, Situation.ACTIVE);
        events(
                "Stopping: somebody wanted it",
                Situation.STOPPED_AT_LAUNCH,
                Situation.STOPPED_IN_LOBBY,
                Situation.STOPPED_INSIDE,
                Situation.STOPPED_AND_DELETED,
                Situation.STOPPED_BY_TIME);
        events("Stopping: the bot leaves by itself", Situation.LEAVING_LOBBY, Situation.LEAVING_INSIDE);
        events("Over", Situation.COMPLETED, Situation.STOPPED_AND_OVER, Situation.FAILED);
    }

    private void events(String heading, Situation... situations) {
        line("### " + heading);
        line("");
        row(Stream.concat(Stream.of("Event"), Arrays.stream(situations).map(LifecycleDocument::title)));
        row(Stream.concat(Stream.of("---"), Arrays.stream(situations).map(situation -> "---")));
        for (Happening happening : Happening.values()) {
            row(Stream.concat(
                    Stream.of(happening.title),
                    Arrays.stream(situations).map(situation -> cell(situation, happening))));
        }
        line("");
    }

    private static String cell(Situation situation, Happening happening) {
        Decision decision = situation.decide(happening);
        return switch (decision.answer()) {
            case REPEATED -> "no effect";
            case RECORDED, FENCED, REFUSED -> decision.answer().name().toLowerCase(Locale.ROOT);
            case APPLIED ->
                decision.next().status() == situation.state().status() ? sideEffect(decision) : status(decision);
        };
    }

    private static String status(Decision decision) {
        Ending ending = decision.ending();
        String reason = ending == null || ending.completionReason() == null ? "" : ", " + ending.completionReason();
        return "**" + decision.next().status().word() + "**" + reason;
    }

    /** What is applied and leaves the status as it is. */
    private static String sideEffect(Decision decision) {
        if (decision.history().isEmpty()) {
            return "command sent";
        }
        HistoryEntry row = decision.history().get(0);
        return switch (row.kind()) {
            case HELP -> "flag raised";
            case RELAUNCH -> "new attempt";
            case RETRY -> "same attempt again";
            default -> row.source() == Source.SWEEPER ? "next step of the stop" : "now wanted by the user";
        };
    }

    private record Move(Status from, Status to) {}

    /** Every change of status that any event leads to, with who can bring it about. */
    private static Map<Move, Set<String>> moves() {
        Map<Move, Set<String>> moves = new LinkedHashMap<>();
        for (Situation situation : Situation.values()) {
            for (Happening happening : Happening.values()) {
                Status from = situation.state().status();
                Decision decision = situation.decide(happening);
                if (decision.answer() == Answer.APPLIED && decision.next().status() != from) {
                    moves.computeIfAbsent(new Move(from, decision.next().status()), move -> new TreeSet<>())
                            .add(happening.title.substring(0, happening.title.indexOf(':')));
                }
            }
        }
        return sorted(moves);
    }

    private static Map<Move, Set<String>> sorted(Map<Move, Set<String>> moves) {
        return moves.entrySet().stream()
                .sorted(java.util.Comparator.comparing(
                                (Map.Entry<Move, ?> entry) -> entry.getKey().from())
                        .thenComparing(entry -> entry.getKey().to()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    private static boolean skips(Move move) {
        return WAY.contains(move.to()) && WAY.indexOf(move.to()) > WAY.indexOf(move.from()) + 1;
    }

    private static String title(Situation situation) {
        return code(situation.status) + (situation.remark.isEmpty() ? "" : " " + situation.remark);
    }

    private static String code(String word) {
        return "`" + word + "`";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Duration value(java.lang.reflect.RecordComponent component) {
        try {
            return (Duration) component.getAccessor().invoke(Life.LIMITS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String readable(Duration duration) {
        List<String> parts = new ArrayList<>();
        part(parts, duration.toHours(), "h");
        part(parts, duration.toMinutesPart(), "min");
        part(parts, duration.toSecondsPart(), "s");
        return String.join(" ", parts);
    }

    private static void part(List<String> parts, long number, String unit) {
        if (number > 0) {
            parts.add(number + " " + unit);
        }
    }

    private void paragraph(String paragraph) {
        text.append(paragraph).append('\n');
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void row(String... cells) {
        row(Stream.of(cells));
    }

    private void row(Stream<String> cells) {
        line(cells.collect(Collectors.joining(" | ", "| ", " |")));
    }
}
