package dev.rollcall.launch;

import java.time.Duration;

/**
 * The families of bots that can be launched, by what they expect to be told (contract E.1). The keys of each are in its
 * {@link BotEra}, and nowhere else.
 */
public enum LaunchProfile {
    /** Bots of this project, and all that take what they know of its keys and ignore the rest. */
    ROLLCALL(new RollcallBot(), "rollcall", hours(2), new LeaveTimes(null, minutes(2), minutes(1))),
    /** Vexa 0.6 to 0.9, from the time of its bot manager. */
    CLASSIC(new ClassicBot(), "bot-manager", hours(2), new LeaveTimes(minutes(5), minutes(2), minutes(1))),
    /** Vexa 0.10, from the time of its meeting API. */
    M10(new M10Bot(), "meeting-api", hours(2), new LeaveTimes(minutes(15), minutes(2), minutes(15))),
    /** Vexa 0.12 and newer: refuses to start when it is told a key that it does not know. */
    H(new HBot(), "meeting-api", hours(5), new LeaveTimes(minutes(15), null, null));

    private final BotEra era;
    private final String issuer;
    private final Duration tokenLife;
    private final LeaveTimes leave;

    /**
     * @param issuer of MeetingTokens, as collectors of the era expect it
     * @param tokenLife of a MeetingToken, where the bot's own life is not longer
     * @param leave what bots were told when nobody said otherwise; null where they were told nothing
     */
    LaunchProfile(BotEra era, String issuer, Duration tokenLife, LeaveTimes leave) {
        this.era = era;
        this.issuer = issuer;
        this.tokenLife = tokenLife;
        this.leave = leave;
    }

    BotEra era() {
        return era;
    }

    String issuer() {
        return issuer;
    }

    Duration tokenLife() {
        return tokenLife;
    }

    LeaveTimes leave() {
        return leave;
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
