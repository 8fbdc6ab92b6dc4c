package dev.rollcall.access;

import dev.rollcall.access.TokenBuckets.Fill;
import dev.rollcall.access.TokenBuckets.Limit;
import dev.rollcall.platform.Problem;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;

/**
 * How often each caller may ask this replica, decided before the database is asked. A key that has opened something has
 * a bucket of its own; everybody else is counted by address, and wrong keys are counted much harder: an address that
 * guesses is soon refused, while the known keys behind the same address go on.
 */
@ApplicationScoped
class RateLimit {

    /** After the time limit of the request (200), before anything of it is read (100). */
    private static final int BEFORE_READING = 150;

    /** Marks a request whose key was not seen before. */
    private static final String UNKNOWN_KEY = RateLimit.class.getName() + ".unknown";

    private final SessionCookie sessions;
    private final boolean enabled;
    private final TokenBuckets<ByteBuffer> users;
    private final TokenBuckets<ByteBuffer> admins;
    private final TokenBuckets<String> strangers;
    private final TokenBuckets<String> failures;

    RateLimit(RateConfig config, SessionCookie sessions, Clock clock) {
        int most = config.mostRemembered();
        this.sessions = sessions;
        this.enabled = config.enabled();
        this.users = new TokenBuckets<>(new Limit("user", config.userBurst(), config.userPerSecond()), most, clock);
        this.admins = new TokenBuckets<>(new Limit("admin", config.adminBurst(), config.adminPerSecond()), most, clock);
        this.strangers = new TokenBuckets<>(
                new Limit("address", config.strangerBurst(), config.strangerPerSecond()), most, clock);
        this.failures = new TokenBuckets<>(
                new Limit("failures", config.failureBurst(), config.failurePerSecond()), most, clock);
    }

    void limit(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::limit, BEFORE_READING);
        }
    }

    void limit(RoutingContext request) {
        if (isFree(request)) {
            request.next();
            return;
        }
        Fill fill = take(request);
        show(fill, request);
        if (fill.taken()) {
            request.next();
        } else {
            request.fail(tooMany(fill));
        }
    }

    /**
     * Bots must be heard and probes answered, and the files of the pages come from memory; none of them looks at a key, so
     * that nothing can be guessed there.
     */
    private static boolean isFree(RoutingContext request) {
        String path = request.normalizedPath();
        if (request.request().method() == HttpMethod.POST) {
            return path.startsWith("/bots/internal/callback/")
                    || path.equals("/runtime/callback")
                    || path.equals("/internal/transcripts");
        }
        return path.startsWith("/q/health") || path.startsWith("/ui/static/");
    }

    private Fill take(RoutingContext request) {
        if (SessionAuthentication.isPage(request)) {
            return takeOfPage(request);
        }
        Optional<Credential> shown = Credential.of(request);
        if (shown.isEmpty()) {
            return strangers.take(ClientAddress.of(request.request()));
        }
        return bucketsOf(shown.get()).takeIfKnown(shown.get().hash()).orElseGet(() -> takeOfUnknownKey(request));
    }

    /** A session is sealed by us: it counts as its key does, and nobody can guess one. */
    private Fill takeOfPage(RoutingContext request) {
        return sessions.open(request)
                .map(session -> (session.isAdmin() ? admins : users).take(session.bucket()))
                .orElseGet(() -> strangers.take(ClientAddress.of(request.request())));
    }

    private Fill takeOfUnknownKey(RoutingContext request) {
        String address = ClientAddress.of(request.request());
        Fill guesses = failures.look(address);
        if (!guesses.taken()) {
            return guesses;
        }
        request.put(UNKNOWN_KEY, true);
        return strangers.take(address);
    }

    private TokenBuckets<ByteBuffer> bucketsOf(Credential credential) {
        return credential.isAdmin() ? admins : users;
    }

    /** The key that this request shows turned out to be right, or wrong. */
    void lookedUp(boolean right, RoutingContext request) {
        if (enabled) {
            Credential.of(request).ifPresent(credential -> lookedUp(right, credential, request));
        }
    }

    private void lookedUp(boolean right, Credential credential, RoutingContext request) {
        TokenBuckets<ByteBuffer> buckets = bucketsOf(credential);
        boolean unseen = request.remove(UNKNOWN_KEY) != null;
        if (!right) {
            buckets.forget(credential.hash());
            countGuess(ClientAddress.of(request.request()));
        } else if (unseen) {
            // from now on it has a bucket of its own, and this request counts there
            show(buckets.take(credential.hash()), request);
        }
    }

    /** @throws Problem 429 for an address that has shown too many wrong keys, before the next one is looked at */
    void refuseWhoGuesses(RoutingContext request) {
        Fill guesses = failures.look(ClientAddress.of(request.request()));
        if (enabled && !guesses.taken()) {
            throw tooMany(guesses);
        }
    }

    /** A key that came in a form turned out to be wrong. */
    void wrongKey(RoutingContext request) {
        if (enabled) {
            countGuess(ClientAddress.of(request.request()));
        }
    }

    private void countGuess(String address) {
        if (failures.take(address).remaining() == 0) {
            Log.warnf("access=guessing address=%s", address);
        }
    }

    private static Problem tooMany(Fill fill) {
        return Problem.of(429, "Rate limit exceeded")
                .with("retry_after", fill.secondsToNext())
                .retryAfter(fill.secondsToNext());
    }

    /**
     * The headers of the IETF's drafts (draft-ietf-httpapi-ratelimit-headers), and those that clients of Vexa 0.10 read.
     * Reset is seconds from now.
     */
    private static void show(Fill fill, RoutingContext request) {
        String limit = Integer.toString(fill.limit().burst());
        String remaining = Integer.toString(fill.remaining());
        String reset = Integer.toString(fill.secondsToFull());
        long window = Math.max(1, Math.round(fill.limit().burst() / fill.limit().perSecond()));
        MultiMap headers = request.response().headers();
        headers.set(
                "RateLimit-Policy", "\"%s\";q=%s;w=%d".formatted(fill.limit().name(), limit, window));
        headers.set("RateLimit-Limit", limit);
        headers.set("RateLimit-Remaining", remaining);
        headers.set("RateLimit-Reset", reset);
        headers.set("X-RateLimit-Limit", limit);
        headers.set("X-RateLimit-Remaining", remaining);
        headers.set("X-RateLimit-Reset", reset);
    }
}
