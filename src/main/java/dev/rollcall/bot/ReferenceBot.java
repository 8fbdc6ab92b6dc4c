package dev.rollcall.bot;

import java.time.Duration;

/**
 * The reference bot: what a bot must read, report and obey, without a meeting platform behind it. It reads the
 * environment variable BOT_CONFIG and plays the scenario that it names.
 *
 * <p>Exit codes: 0 left as it should, 1 failed or BOT_CONFIG is not valid, 2 BOT_CONFIG has no meeting_id, 134 crashed,
 * 143 ended by SIGTERM.
 */
public final class ReferenceBot {

    /** Short, because whoever sends SIGTERM sends SIGKILL soon after. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final BotSettings settings;
    private final Log log;
    private final StatusReports reports;
    private final CommandInbox inbox;
    private final Heartbeat heartbeat;
    private final CommandListener listener;

    private ReferenceBot(BotSettings settings) {
        this.settings = settings;
        log = new Log(System.out, settings.meetingId());
        Callbacks callbacks = new Callbacks(settings, log);
        inbox = new CommandInbox(settings, callbacks, log);
        reports = new StatusReports(settings, callbacks, log);
        heartbeat = new Heartbeat(settings, callbacks, reports, inbox, log);
        listener = new CommandListener(settings, inbox, heartbeat, log);
    }

    public static void main(String[] args) {
        try {
            System.exit(new ReferenceBot(BotSettings.parse(System.getenv("BOT_CONFIG"))).run());
        } catch (InvalidSettings invalid) {
            System.err.println(invalid.getMessage());
            System.exit(invalid.exitCode());
        }
    }

    private int run() {
        Simulation simulation = settings.simulation();
        log.step("started", "scenario", simulation.scenario().word(), "bot_name", settings.botName());
        log.step("meeting", "platform", settings.platform(), "native_meeting_id", settings.nativeMeetingId());
        if (simulation.scenario() == Scenario.EARLY_EXIT) {
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "shutdown"));
        if (simulation.scenario() == Scenario.SLOW_START) {
            Threads.sleep(simulation.startDelay());
        }
        listener.start(); // before joining: Redis keeps no message for a listener that comes late
        Ending ending = liveToTheEnd();
        heartbeat.stop();
        reports.end(ending, Tries.forTheEnd());
        log.step("exit", "exit_code", ending.exitCode());
        return ending.exitCode();
    }

    private Ending liveToTheEnd() {
        try {
            return new BotLife(settings, reports, inbox, heartbeat, log).live();
        } catch (RuntimeException unexpected) {
            return Ending.unexpected(reports.current(), unexpected);
        }
    }

    /** Runs on SIGTERM, SIGINT and SIGHUP, and on our own exit, when the end is reported already. */
    private void onShutdown() {
        heartbeat.stop();
        reports.endBySignal(LAST_WORDS);
    }
}
