package dev.rollcall.standing;

/** What a connection has just found out. The connector classifies, by status codes and error fields; it never decides. */
public sealed interface Report {

    Facts facts();

    /**
     * All is as the facts say, proven just now. To be told at least once in each interval, and at once after a change. The
     * bot is CONNECTED when its credentials are good, its service answers and all rooms that should be open are.
     */
    record Proven(Facts facts) implements Report {}

    /** There is trouble, and the connection is about to repair it by itself, such as one room that connects again. */
    record Repairing(String code, String sentence, Facts facts) implements Report {}

    /** The connection has come to an end; it is closed, and tried anew as {@code next} says. */
    record Over(Trouble trouble, String code, String sentence, Next next, Facts facts) implements Report {}

    /** What kind of trouble ended it. */
    enum Trouble {
        /** The service has said that the credentials are wrong. */
        CREDENTIALS,
        /** Anything else: network, service, protocol, or a setting that names what is not there. */
        CONNECTION
    }

    /** When it is tried anew. */
    enum Next {
        /** From 1 s on up to 60 s. */
        SOON,
        /** From 5 s on up to 5 min: what asks for a token. */
        LATER,
        /** When an operator has changed something, and after 15 min in any case: to repeat it now would not help. */
        AFTER_A_CHANGE
    }

    static Report proven(Facts facts) {
        return new Proven(facts);
    }

    static Report repairing(String code, String sentence, Facts facts) {
        return new Repairing(code, sentence, facts);
    }

    /** The credentials are wrong: waits for new ones. */
    static Report refused(String code, String sentence, Facts facts) {
        return new Over(Trouble.CREDENTIALS, code, sentence, Next.AFTER_A_CHANGE, facts);
    }

    static Report lost(String code, String sentence, Facts facts) {
        return new Over(Trouble.CONNECTION, code, sentence, Next.SOON, facts);
    }

    /** No token was to be had. */
    static Report noToken(String code, String sentence, Facts facts) {
        return new Over(Trouble.CONNECTION, code, sentence, Next.LATER, facts);
    }

    /** A setting is wrong, such as a category that does not exist. */
    static Report misconfigured(String code, String sentence, Facts facts) {
        return new Over(Trouble.CONNECTION, code, sentence, Next.AFTER_A_CHANGE, facts);
    }
}
