package dev.rollcall.standing.racetime;

/**
 * What an observation means.
 *
 * @param code a fixed word for programs
 * @param sentence for the administrator who reads the status
 */
record Verdict(Meaning meaning, String code, String sentence) {

    enum Meaning {
        /** It works. */
        PROVEN,
        /** The credentials are refused: only a person can help. */
        AUTH_FAILED,
        /** The network, the service or something before it: trying again can help. */
        CONNECTION_ERROR,
        /** The settings of the bot name something that does not exist. */
        WRONG_CATEGORY,
        /** Fetch a new token, do the same again once, and judge that. */
        REFRESH_TOKEN,
        /** The room may be gone: read the race again. Says nothing about credentials. */
        ROOM_GONE,
        /** Expected; open it again and say nothing. */
        ROUTINE,
        /** The action's own affair: the bot is as well as before. */
        NO_EFFECT
    }

    static Verdict of(Meaning meaning, String code, String sentence) {
        return new Verdict(meaning, code, sentence);
    }
}
