package dev.rollcall.lifecycle;

import java.time.Instant;
import java.util.Map;

/** Everything that may change a meeting's status, with who says so. */
public sealed interface Event {

    Source source();

    /** Details of the report; {@link Report#NOTHING} where there are none. */
    default Report report() {
        return Report.NOTHING;
    }

    /**
     * The bot is at requested, joining, awaiting_admission, active or stopping. It says so itself; for one that does not
     * call back its platform does.
     */
    record BotAt(Status status, Report report, Source source) implements Event {
        public BotAt {
            if (status.terminal()) {
                throw new IllegalArgumentException("BotEnded says that a bot has ended");
            }
        }

        public BotAt(Status status, Report report) {
            this(status, report, Source.BOT_CALLBACK);
        }
    }

    /**
     * The bot says that it has started. Some say so when their process is up; those of 2025 when they are let into the
     * meeting, after the lobby.
     */
    record BotStarted(Report report) implements Event {
        @Override
        public Source source() {
            return Source.BOT_CALLBACK;
        }
    }

    /** The bot says that it is over. {@code verdict} is COMPLETED, FAILED, or null when it gave an exit code only. */
    record BotEnded(Status verdict, Report report) implements Event {
        public BotEnded {
            if (verdict != null && !verdict.terminal()) {
                throw new IllegalArgumentException("a verdict is completed or failed");
            }
        }

        @Override
        public Source source() {
            return Source.BOT_CALLBACK;
        }
    }

    /** The bot asks for a person (a captcha, a login): a flag, no status. */
    record BotNeedsHelp(Report report) implements Event {
        @Override
        public Source source() {
            return Source.BOT_CALLBACK;
        }
    }

    /** The bot says a word that nobody knows: kept as evidence. */
    record BotSaid(String word, Report report) implements Event {
        @Override
        public Source source() {
            return Source.BOT_CALLBACK;
        }
    }

    /**
     * The bot shows that it lives, and says nothing of its status: a heartbeat, an acknowledgement. Written elsewhere;
     * here it only matters when it comes from an older launch.
     */
    record BotHeard(String by, Report report) implements Event {
        @Override
        public Source source() {
            return Source.BOT_CALLBACK;
        }
    }

    /** A person wants the bot out. */
    record StopRequested(Source source) implements Event {}

    /** A person wants the bot back in a meeting that is over: the one event that leads out of an end. */
    record Continued() implements Event {
        @Override
        public Source source() {
            return Source.USER;
        }
    }

    /** A person wants other settings; either may be null for "as it is". */
    record ReconfigureRequested(String language, String task) implements Event {
        @Override
        public Source source() {
            return Source.USER;
        }
    }

    /**
     * A person wants the bot to do something in the meeting, such as to speak. The rules do not care what.
     *
     * @param payload what goes beside action and ids on the wire: texts, numbers, truth values
     */
    record CommandRequested(String action, Map<String, Object> payload) implements Event {
        public CommandRequested {
            payload = Map.copyOf(payload);
        }

        @Override
        public Source source() {
            return Source.USER;
        }
    }

    /** The runtime refused the launch for good; nothing was created. */
    record LaunchFailed(Report report) implements Event {
        @Override
        public Source source() {
            return Source.LAUNCHER;
        }
    }

    /**
     * The launch did not work out and is tried again, as a new attempt, not before the given time; where that would be
     * after the deadline, it has failed.
     */
    record LaunchRetried(Report report, Instant notBefore) implements Event {
        @Override
        public Source source() {
            return Source.LAUNCHER;
        }
    }

    /**
     * Nobody knows whether the launch worked out: the same attempt is tried again, not before the given time, since its
     * workload may be there already.
     */
    record LaunchUnclear(Report report, Instant notBefore) implements Event {
        @Override
        public Source source() {
            return Source.LAUNCHER;
        }
    }

    /** The runtime saw the workload end. An exit code that it did not keep is null. */
    record WorkloadEnded(Report report) implements Event {
        @Override
        public Source source() {
            return Source.RUNTIME;
        }
    }

    /** The runtime answered, and has no such workload any more. */
    record WorkloadGone(Report report) implements Event {
        @Override
        public Source source() {
            return Source.RUNTIME;
        }
    }

    /** The meeting's own deadline passed while its workload was, or may have been, still there. */
    record DeadlinePassed() implements Event {
        @Override
        public Source source() {
            return Source.SWEEPER;
        }
    }

    /** A bot that used to send heartbeats has been silent since {@code leaseStart}. */
    record HeartbeatsStopped(Instant leaseStart) implements Event {
        @Override
        public Source source() {
            return Source.SWEEPER;
        }
    }
}
