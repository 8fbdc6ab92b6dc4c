package dev.rollcall.standing.racetime;

import dev.rollcall.standing.racetime.Verdict.Meaning;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Tells trouble with credentials from trouble with the network: by status codes, close codes and the error field of
 * OAuth. The words of a failure decide nothing, with one exception that the server documents: what it tells an action of
 * a bot that it does not let in. Pure.
 *
 * @param freshToken a token younger than this cannot have expired: what is refused with it is refused to the bot
 * @param routineAge an orderly end of a WebSocket as old as this is the server's usual one
 */
record Classification(Duration freshToken, Duration routineAge) {

    /** The one sentence that racetime.gg has for an expired, revoked or foreign token on an open WebSocket. */
    static final String PERMISSION_DENIED = "Permission denied. Check your authorization token.";

    static final int NORMAL_CLOSE = 1000;
    static final int NO_CLOSE_FRAME = 1006;
    static final int SERVER_FAILED = 1011;

    /**
     * POST /o/token was answered.
     *
     * @param oauthError the field {@code error} of a JSON answer; null where there is none
     * @param accessToken whether the answer holds an access_token
     */
    Verdict token(int status, String oauthError, boolean accessToken) {
        return switch (status) {
            case 200 ->
                accessToken
                        ? proven()
                        : error("token_missing", "racetime.gg answered the token request without a token.");
            case 401 ->
                auth(
                        "invalid_client",
                        "racetime.gg does not accept this client_id and client_secret. A bot that was"
                                + " deactivated there and activated again has new ones.");
            case 400 ->
                auth(
                        "client_misconfigured",
                        "Client misconfigured: racetime.gg refuses the token request"
                                + (oauthError == null ? "." : " (" + oauthError + ")."));
            case 403 ->
                error(
                        "edge_block",
                        "Something before racetime.gg, such as a firewall, blocks the token request (403).");
            default -> unexpected("the token request", status);
        };
    }

    /**
     * GET /o/{category}/data was answered.
     *
     * @param readable whether a 200 holds the JSON that it should
     * @param tokenAge how old the token is that it was asked with
     */
    Verdict data(int status, boolean readable, Duration tokenAge) {
        return switch (status) {
            case 200 ->
                readable
                        ? proven()
                        : error(
                                "unreadable_data",
                                "racetime.gg answered the category data with something else than JSON.");
            case 401, 403 ->
                tokenAge.compareTo(freshToken) < 0
                        ? auth(
                                "not_active_in_category",
                                "racetime.gg gave a token, but the bot is not active in this category.")
                        : refresh();
            case 404 ->
                Verdict.of(
                        Meaning.WRONG_CATEGORY,
                        "unknown_category",
                        "racetime.gg has no such category. A bot's category is"
                                + " the short word in the address of its page.");
            default -> unexpected("the category data", status);
        };
    }

    /** GET /{category}/{room}/data was answered with neither a race nor 404. Nobody is asked for credentials there. */
    Verdict race(int status) {
        return status == 200
                ? error("unreadable_data", "racetime.gg answered the data of a race with something else than JSON.")
                : unexpected("the data of a race", status);
    }

    /** A request over HTTP had no answer. */
    Verdict unanswered(Unanswered why) {
        return error(
                "unreachable_" + why.name().toLowerCase(Locale.ROOT),
                "racetime.gg cannot be reached: " + why.words() + ".");
    }

    /** A room's WebSocket was not opened: the server lets anybody in, so 403 is its word for a room that is not there. */
    Verdict handshake(int status) {
        return status == 403 || status == 404
                ? roomGone()
                : error("handshake_refused", "racetime.gg answered the opening of a room with " + status + ".");
    }

    Verdict handshakeUnanswered(Unanswered why) {
        return why == Unanswered.TIMEOUT ? roomGone() : unanswered(why);
    }

    /** An open WebSocket ended, with this close code, or 1006 where no close frame came. */
    Verdict closed(int code, Duration age) {
        if (code == NORMAL_CLOSE && age.compareTo(routineAge) >= 0) {
            return Verdict.of(Meaning.ROUTINE, "lifetime_over", "The WebSocket had its whole lifetime.");
        }
        return error("socket_closed", "The connection to a room was closed (" + code + "); it is opened again.");
    }

    Verdict pongMissed() {
        return error("pong_missed", "The connection to a room has fallen silent; it is opened again.");
    }

    /**
     * A frame of type error came for an action of ours.
     *
     * @param refreshed whether this was the second try, with a token that was fetched after the first
     */
    Verdict refused(List<String> errors, boolean refreshed) {
        if (!errors.contains(PERMISSION_DENIED)) {
            return Verdict.of(Meaning.NO_EFFECT, "action_refused", String.join(" ", errors));
        }
        return refreshed
                ? auth("permission_denied", "racetime.gg refuses the bot's actions, with a new token too.")
                : refresh();
    }

    private static Verdict proven() {
        return Verdict.of(Meaning.PROVEN, "ok", "racetime.gg answers.");
    }

    private static Verdict refresh() {
        return Verdict.of(
                Meaning.REFRESH_TOKEN, "token_refused", "racetime.gg refuses the token; a new one is fetched.");
    }

    private static Verdict roomGone() {
        return Verdict.of(Meaning.ROOM_GONE, "room_gone", "racetime.gg does not open a room; its race is read again.");
    }

    private static Verdict unexpected(String what, int status) {
        if (status == 429) {
            return error("rate_limited", "racetime.gg answered " + what + " with 429: too many requests.");
        }
        return error(
                status >= 500 ? "server_error" : "unexpected_answer",
                "racetime.gg answered " + what + " with " + status + (status >= 500 ? "." : ", which it never does."));
    }

    private static Verdict auth(String code, String sentence) {
        return Verdict.of(Meaning.AUTH_FAILED, code, sentence);
    }

    private static Verdict error(String code, String sentence) {
        return Verdict.of(Meaning.CONNECTION_ERROR, code, sentence);
    }
}
