package dev.rollcall.bot;

import java.time.Duration;
import java.util.Optional;

/** The bot's life in the order in which it happens: joining, the lobby, the meeting. A leave ends it at any point. */
final class BotLife {

    /** What a process shows that died of SIGABRT, as a browser does when it runs out of memory. */
    private static final int CRASHED = 134;

    private final BotSettings settings;
    private final Simulation simulation;
    private final StatusReports reports;
    private final CommandInbox inbox;
    private final Heartbeat heartbeat;
    private final Log log;

    BotLife(BotSettings settings, StatusReports reports, CommandInbox inbox, Heartbeat heartbeat, Log log) {
        this.settings = settings;
        this.simulation = settings.simulation();
        this.reports = reports;
        this.inbox = inbox;
        this.heartbeat = heartbeat;
        this.log = log;
    }

    Ending live() {
        return join().or(this::waitInTheLobby).orElseGet(this::attend);
    }

    private Optional<Ending> join() {
        enter(Status.JOINING);
        heartbeat.start();
        return leaveWithin(simulation.step());
    }

    private Optional<Ending> waitInTheLobby() {
        enter(Status.AWAITING_ADMISSION);
        return switch (simulation.scenario()) {
            case LOBBY -> leaveWithin(settings.waitingRoomTimeout()).or(() -> Optional.of(Ending.lobbyTimeout()));
            case LOBBY_TIMEOUT ->
                leaveWithin(shorter(simulation.step(), settings.waitingRoomTimeout()))
                        .or(() -> Optional.of(Ending.lobbyTimeout()));
            case REJECTED -> leaveWithin(simulation.step()).or(() -> Optional.of(Ending.rejected()));
            default -> leaveWithin(simulation.step());
        };
    }

    private Ending attend() {
        enter(Status.ACTIVE);
        return switch (simulation.scenario()) {
            case CRASH -> crash();
            case SILENT -> fallSilent().orElseGet(this::stay);
            default -> stay();
        };
    }

    private Ending stay() {
        Ending ofItself =
                simulation.active().compareTo(settings.maxBotTime()) <= 0 ? Ending.leftAlone() : Ending.stayedTooLong();
        return leaveWithin(shorter(simulation.active(), settings.maxBotTime())).orElse(ofItself);
    }

    private Ending crash() {
        heartbeat.beat();
        log.step("crash", "exit_code", CRASHED);
        Runtime.getRuntime().halt(CRASHED); // no shutdown hook, no callback: nobody gets to know
        throw new IllegalStateException("halted");
    }

    private Optional<Ending> fallSilent() {
        heartbeat.beat();
        Optional<Ending> left = leaveWithin(simulation.step());
        heartbeat.beat();
        heartbeat.stop();
        log.step("silent");
        return left;
    }

    /** A leave that comes now goes before the report: it is not worth waiting for retries. */
    private void enter(Status status) {
        reports.enter(status, Tries.forAStep(pause -> !inbox.leaveComesWithin(pause)));
    }

    private Optional<Ending> leaveWithin(Duration time) {
        if (!inbox.leaveComesWithin(time)) {
            return Optional.empty();
        }
        log.step("leaving");
        inbox.acknowledgeLeave();
        return Optional.of(Ending.left());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
