package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.ended;
import static dev.rollcall.lifecycle.Life.exited;
import static dev.rollcall.lifecycle.Life.ofAttempt;
import static dev.rollcall.lifecycle.Life.report;
import static dev.rollcall.lifecycle.Life.says;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** Every kind of event, and within it everything that makes a difference to the rules. */
enum Happening {
    BOT_REQUESTED("bot: requested", says(Status.REQUESTED)),
    BOT_STARTED("bot: started", new Event.BotStarted(Report.NOTHING)),
    BOT_JOINING("bot: joining", says(Status.JOINING)),
    BOT_IN_LOBBY("bot: awaiting_admission", says(Status.AWAITING_ADMISSION)),
    BOT_ACTIVE("bot: active", says(Status.ACTIVE)),
    BOT_STOPPING("bot: stopping", says(Status.STOPPING)),
    BOT_NEEDS_HELP("bot: needs_help", new Event.BotNeedsHelp(Report.NOTHING)),
    BOT_SAID("bot: an unknown word", new Event.BotSaid("dancing", Report.NOTHING)),
    BOT_COMPLETED("bot: completed, exit 0", ended(Status.COMPLETED, 0, "stopped")),
    BOT_LEFT_ALONE("bot: completed, left_alone", ended(Status.COMPLETED, 0, "left_alone")),
    BOT_REJECTED("bot: completed, not admitted", ended(Status.COMPLETED, 0, "awaiting_admission_rejected")),
    BOT_FAILED("bot: failed, exit 1", ended(Status.FAILED, 1, null)),
    BOT_TERMINATED("bot: exit 143, no verdict", ended(null, 143, null)),
    BOT_OF_OLD_LAUNCH("bot of an older launch: any word", new Event.BotAt(Status.JOINING, ofAttempt(0))),
    BOT_HEARD("bot: a heartbeat", new Event.BotHeard("heartbeat", Report.NOTHING)),
    STOP("user: stop", Life.STOP),
    CONTINUE("user: continue", new Event.Continued()),
    RECONFIGURE("user: reconfigure", new Event.ReconfigureRequested("de", null)),
    COMMAND("user: speak, chat, screen, avatar", new Event.CommandRequested("speak", Map.of("text", "Hello"))),
    LAUNCH_FAILED("launcher: refused for good", new Event.LaunchFailed(report(null, null, "no such image"))),
    LAUNCH_RETRIED("launcher: refused for now", now -> new Event.LaunchRetried(ofAttempt(1), now.plusSeconds(2))),
    LAUNCH_TOO_LATE(
            "launcher: refused for now, no time for another try",
            now -> new Event.LaunchRetried(ofAttempt(1), now.plus(LIMITS.requested()))),
    LAUNCH_UNCLEAR("launcher: no clear answer", now -> new Event.LaunchUnclear(ofAttempt(1), now.plusSeconds(2))),
    WORKLOAD_EXITED("runtime: exit 0", exited(0)),
    WORKLOAD_CRASHED("runtime: exit 137", exited(137)),
    WORKLOAD_GONE("runtime: gone", Life.GONE),
    DEADLINE_AHEAD("sweeper: deadline still ahead", Life.DEADLINE),
    DEADLINE_PASSED("sweeper: deadline passed", Life.DEADLINE),
    SILENT("sweeper: heartbeats stopped", now -> new Event.HeartbeatsStopped(now.minus(LIMITS.lease()))),
    SILENT_BRIEFLY(
            "sweeper: heartbeats late, lease still on",
            now -> new Event.HeartbeatsStopped(now.minus(LIMITS.lease()).plusMillis(1)));

    final String title;
    private final Function<Instant, Event> event;

    Happening(String title, Event event) {
        this(title, now -> event);
    }

    Happening(String title, Function<Instant, Event> event) {
        this.title = title;
        this.event = event;
    }

    Event event(Instant now) {
        return event.apply(now);
    }
}
