package dev.rollcall.chaos;

import static java.util.stream.Collectors.groupingBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the database after a scenario, and says in one sentence each what should never have happened. It knows the rules
 * of a bot's life from the documentation and not from the code under test.
 */
final class InvariantChecker {

    private static final List<String> WAY = List.of("requested", "joining", "awaiting_admission", "active");
    private static final Set<String> ENDS = Set.of("completed", "failed");

    private final Facts facts;
    private final List<String> violations = new ArrayList<>();
    private long checked;

    private InvariantChecker(Facts facts) {
        this.facts = facts;
    }

    /**
     * What was found.
     *
     * @param checked how many single facts were looked at
     * @param violations a sentence each
     */
    record Findings(long checked, List<String> violations) {}

    /**
     * Checks everything. The scenario is over by then: nothing is under way but what the database shows.
     *
     * @param processes the processes of bots that live now
     * @param late how long after its deadline a meeting may be found, at most: one sweep
     */
    static Findings check(Connection database, List<LiveProcess> processes, Promises promises, Duration late)
            throws SQLException {
        InvariantChecker checker = new InvariantChecker(Facts.read(database));
        checker.feeds();
        checker.histories();
        checker.rows(late);
        checker.sessions();
        checker.processes(processes);
        checker.stops(promises);
        checker.reports(promises);
        return new Findings(checker.checked, checker.violations);
    }

    private void require(boolean holds, String sentence, Object... values) {
        checked++;
        if (!holds) {
            violations.add(sentence.formatted(values));
        }
    }

    /** The events of each user, replayed in their order. */
    private void feeds() {
        Map<Long, List<Facts.Event>> feeds = facts.events().stream()
                .collect(groupingBy(Facts.Event::userId, TreeMap::new, java.util.stream.Collectors.toList()));
        facts.users().values().forEach(user -> feed(user, feeds.getOrDefault(user.id(), List.of())));
    }

    private void feed(Facts.User user, List<Facts.Event> events) {
        Map<Long, String> statuses = new HashMap<>();
        Set<Long> slots = new HashSet<>();
        long expected = 1;
        for (Facts.Event event : events) {
            require(
                    event.seq() == expected,
                    "The feed of user %d has event %d where %d is due.",
                    user.id(),
                    event.seq(),
                    expected);
            expected = event.seq() + 1;
            String before = statuses.put(event.meetingId(), event.to());
            require(
                    before == null ? event.from() == null : before.equals(event.from()),
                    "Event %d of user %d takes meeting %d from %s, but it was %s.",
                    event.seq(),
                    user.id(),
                    event.meetingId(),
                    event.from(),
                    before);
            if (WAY.contains(event.to())) {
                slots.add(event.meetingId());
            } else {
                slots.remove(event.meetingId());
            }
            require(
                    user.limit() == null || slots.size() <= user.limit(),
                    "User %d has %d bots at event %d and may have %d.",
                    user.id(),
                    slots.size(),
                    event.seq(),
                    user.limit());
        }
        require(
                user.lastSeq() == expected - 1,
                "The feed of user %d ends with %d and its counter says %d.",
                user.id(),
                expected - 1,
                user.lastSeq());
        facts.meetings().values().stream()
                .filter(meeting -> meeting.userId() == user.id())
                .forEach(meeting -> require(
                        meeting.status().equals(statuses.get(meeting.id())),
                        "Meeting %d is %s, and the feed says %s.",
                        meeting.id(),
                        meeting.status(),
                        statuses.get(meeting.id())));
    }

    private void histories() {
        facts.meetings().values().forEach(this::history);
    }

    /** Forward only, and out of an end by nobody but an owner who continues the meeting. */
    private void history(Facts.Meeting meeting) {
        String status = null;
        for (Facts.Step step : facts.history(meeting.id())) {
            if (!step.moves()) {
                continue;
            }
            require(
                    status == null ? step.from() == null : status.equals(step.from()),
                    "Meeting %d goes on from %s, but it was %s.",
                    meeting.id(),
                    step.from(),
                    status);
            require(
                    legal(step),
                    "Meeting %d went from %s to %s by %s (%s), which is no legal way.",
                    meeting.id(),
                    step.from(),
                    step.to(),
                    step.source(),
                    step.reason());
            status = step.to();
        }
        require(
                meeting.status().equals(status),
                "Meeting %d is %s, and its history ends with %s.",
                meeting.id(),
                meeting.status(),
                status);
    }

    private static boolean legal(Facts.Step step) {
        String from = step.from();
        String to = step.to();
        if (from == null) {
            return to.equals("requested");
        }
        if (ENDS.contains(from)) {
            return to.equals("requested") && step.source().equals("user") && "continued".equals(step.reason());
        }
        if (ENDS.contains(to)) {
            return true;
        }
        return WAY.contains(from) && (to.equals("stopping") || WAY.indexOf(to) > WAY.indexOf(from));
    }

    private void rows(Duration late) {
        for (Facts.Meeting meeting : facts.meetings().values()) {
            if (ENDS.contains(meeting.status())) {
                require(
                        meeting.endTime() != null,
                        "Meeting %d is %s and has no end time.",
                        meeting.id(),
                        meeting.status());
                require(
                        meeting.launchAt() == null,
                        "Meeting %d is %s and still to be launched.",
                        meeting.id(),
                        meeting.status());
                require(
                        !meeting.hasHeartbeatRow(),
                        "Meeting %d is %s and still has a heartbeat row.",
                        meeting.id(),
                        meeting.status());
            } else {
                require(
                        meeting.deadline() != null
                                && !meeting.deadline().plus(late).isBefore(facts.now()),
                        "Meeting %d is %s, and its deadline was at %s.",
                        meeting.id(),
                        meeting.status(),
                        meeting.deadline());
                require(
                        meeting.endTime() == null,
                        "Meeting %d is %s and has ended at %s.",
                        meeting.id(),
                        meeting.status(),
                        meeting.endTime());
            }
        }
    }

    private void sessions() {
        Map<String, Long> owners = new HashMap<>();
        Set<Long> withSession = new HashSet<>();
        for (Facts.Session session : facts.sessions()) {
            Long other = owners.put(session.connectionId(), session.meetingId());
            require(
                    other == null,
                    "Connection %s belongs to meeting %d and to meeting %d.",
                    session.connectionId(),
                    other,
                    session.meetingId());
            withSession.add(session.meetingId());
        }
        facts.meetings().keySet().forEach(id -> require(withSession.contains(id), "Meeting %d has no connection.", id));
    }

    private void processes(List<LiveProcess> processes) {
        Map<Long, Long> bots = new HashMap<>();
        for (LiveProcess process : processes) {
            Facts.Meeting meeting = facts.meetings().get(process.meetingId());
            require(
                    meeting != null && !ENDS.contains(meeting.status()),
                    "Process %d lives, and its meeting %d is %s.",
                    process.pid(),
                    process.meetingId(),
                    meeting == null ? "not there" : meeting.status());
            require(
                    meeting == null || meeting.attempt() == process.attempt(),
                    "Process %d lives for attempt %d of meeting %d, which is at another.",
                    process.pid(),
                    process.attempt(),
                    process.meetingId());
            if (process.bot()) {
                Long other = bots.put(process.meetingId(), process.pid());
                require(
                        other == null,
                        "Processes %d and %d are both bots of meeting %d.",
                        other,
                        process.pid(),
                        process.meetingId());
            }
        }
    }

    /** Whoever was told that the bot leaves sees it gone, and the meeting knows who wanted that. */
    private void stops(Promises promises) {
        for (Promises.Stop stop : promises.stops()) {
            Facts.Meeting meeting = facts.meetings().get(stop.meetingId());
            boolean over = meeting != null && ENDS.contains(meeting.status());
            require(
                    over,
                    "A stop of meeting %d was accepted, and it is %s.",
                    stop.meetingId(),
                    meeting == null ? "not there" : meeting.status());
            require(
                    !over || meeting.stopped() || meeting.endTime().isBefore(stop.answered()),
                    "A stop of meeting %d was accepted at %s and is not in its row; it ended at %s.",
                    stop.meetingId(),
                    stop.answered(),
                    over ? meeting.endTime() : null);
        }
    }

    /** A repeat finds the row of the first; what comes late has a row of its own. */
    private void reports(Promises promises) {
        for (Promises.Report report : promises.reports()) {
            boolean written = facts.history(report.meetingId()).stream().anyMatch(step -> says(step, report.status()));
            require(
                    written,
                    "Meeting %d was reported to be %s and that was answered 200, but its history does not know.",
                    report.meetingId(),
                    report.status());
        }
    }

    /** That it ended is the bot's word; how it ended is decided from what it did before, and may be the other end. */
    private static boolean says(Facts.Step step, String status) {
        boolean endByBot =
                step.to() != null && ENDS.contains(step.to()) && step.source().equals("bot_callback");
        return status.equals(step.to()) || ENDS.contains(status) && endByBot;
    }
}
