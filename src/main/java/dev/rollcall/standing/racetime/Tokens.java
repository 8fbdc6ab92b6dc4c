package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ConnectionBackoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The token of one bot: one request for it at a time, a new one at half of its life, and pauses that grow when none is to
 * be had. A 401 is final: who asks again and again with wrong credentials looks like an attacker.
 */
final class Tokens {

    /** Who lives by it. */
    interface Holder {

        void renewed();

        /** A new one was not to be had; what that means for the old one is told by {@link Tokens#holds()}. */
        void notRenewed(Verdict verdict);
    }

    /** Where racetime.gg does not say how long. */
    private static final long USUAL_LIFE_SECONDS = 36_000;

    private static final Pattern OAUTH_WORD = Pattern.compile("[a-z_]{1,40}");

    private final RacetimeApi api;
    private final String clientId;
    private final String clientSecret;
    private final Surroundings around;
    private final Holder holder;
    private AccessToken current;
    private Promise<Verdict> fetching;
    private ConnectionBackoff backoff;
    private Verdict failure;
    private Instant notBefore = Instant.MIN;
    private long timer = -1;
    private boolean closed;

    Tokens(RacetimeApi api, JsonObject credentials, Surroundings around, Holder holder) {
        this.api = api;
        this.clientId = credentials.getString("client_id", "");
        this.clientSecret = credentials.getString("client_secret", "");
        this.around = around;
        this.holder = holder;
        this.backoff = ConnectionBackoff.of(around.pacing().token());
    }

    /** Null before the first. */
    AccessToken current() {
        return current;
    }

    /** Whether there is one that can still be used. */
    boolean holds() {
        return current != null && !current.isExpired(around.clock().instant());
    }

    Duration age() {
        return current.age(around.clock().instant());
    }

    /**
     * Asks for a new one, or waits for the one that is being asked for; during the pause after a failure it is the answer
     * to all who ask. The verdict says whether one came.
     */
    Future<Verdict> fetch() {
        if (fetching == null && around.clock().instant().isBefore(notBefore)) {
            return Future.succeededFuture(failure);
        }
        if (fetching != null) {
            return fetching.future();
        }
        Promise<Verdict> verdict = Promise.promise();
        fetching = verdict;
        Instant asked = around.clock().instant();
        api.token(clientId, clientSecret).onComplete(answer -> {
            fetching = null;
            if (!closed) {
                verdict.complete(
                        answer.succeeded()
                                ? answered(answer.result(), asked)
                                : failed(
                                        around.classification().unanswered(Unanswered.of(answer.cause())),
                                        Duration.ZERO));
            }
        });
        return verdict.future();
    }

    void close() {
        closed = true;
        around.vertx().cancelTimer(timer);
    }

    private Verdict answered(Answer answer, Instant asked) {
        JsonObject json = answer.json() == null ? new JsonObject() : answer.json();
        String token = Json.text(json, "access_token");
        Verdict verdict =
                around.classification().token(answer.status(), oauthError(json), token != null && !token.isEmpty());
        if (verdict.meaning() != Verdict.Meaning.PROVEN) {
            return failed(verdict, answer.retryAfter());
        }
        long life = Json.number(json, "expires_in", USUAL_LIFE_SECONDS);
        current = new AccessToken(token, asked, Duration.ofSeconds(life > 0 ? life : USUAL_LIFE_SECONDS));
        backoff = ConnectionBackoff.of(around.pacing().token());
        Duration untilHalf = Duration.between(around.clock().instant(), current.refreshAt());
        later(longest(untilHalf, around.pacing().token().first()));
        holder.renewed();
        return verdict;
    }

    /** Only a word that OAuth knows may be shown. */
    private static String oauthError(JsonObject json) {
        String error = Json.text(json, "error");
        return error != null && OAUTH_WORD.matcher(error).matches() ? error : null;
    }

    private Verdict failed(Verdict verdict, Duration retryAfter) {
        backoff = backoff.lost(around.clock().instant());
        failure = verdict;
        Duration pause = longest(
                longest(backoff.pause(around.random()), around.pacing().token().first()), retryAfter);
        notBefore = around.clock().instant().plus(pause);
        if (holds() && verdict.meaning() == Verdict.Meaning.CONNECTION_ERROR) {
            later(pause);
        }
        holder.notRenewed(verdict);
        return verdict;
    }

    private void later(Duration pause) {
        around.vertx().cancelTimer(timer);
        timer = around.after(pause, this::fetch);
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
