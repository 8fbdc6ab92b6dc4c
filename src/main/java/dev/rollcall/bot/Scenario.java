package dev.rollcall.bot;

import java.util.Arrays;
import java.util.Locale;

/** What the bot plays: the good case, and the ways in which real bots go wrong. */
enum Scenario {
    /** Joins, is admitted, stays until it is told to leave. */
    NORMAL,
    /** Is never admitted; gives up after the waiting room's time-out. */
    LOBBY,
    /** The host refuses it. */
    REJECTED,
    /** Is never admitted; gives up after one step already. */
    LOBBY_TIMEOUT,
    /** Dies in the meeting without a word. */
    CRASH,
    /** Stays in the meeting, but sends no more heartbeats. */
    SILENT,
    /** Ignores every leave; only a signal ends it. */
    DEAF,
    /** Lets the control plane wait for its first callback. */
    SLOW_START,
    /** Exits before its first callback. */
    EARLY_EXIT;

    static Scenario named(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word().equals(word))
                .findFirst()
                .orElseThrow(() -> InvalidSettings.because("The scenario in BOT_CONFIG is none of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Scenario::word).toList()) + "."));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
