package dev.rollcall.access;

import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.ServerKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Logging in with a key, and what a session is good for afterwards. */
@ApplicationScoped
public class Sessions {

    private final SessionCookie cookie;
    private final KeyLookup keys;
    private final RateLimit rate;
    private final ServerKey serverKey;
    private final SessionConfig config;
    private final Clock clock;
    private final String adminToken;

    Sessions(
            SessionCookie cookie,
            KeyLookup keys,
            RateLimit rate,
            ServerKey serverKey,
            SessionConfig config,
            Clock clock,
            @ConfigProperty(name = "rollcall.admin-token") String adminToken) {
        this.cookie = cookie;
        this.keys = keys;
        this.rate = rate;
        this.serverKey = serverKey;
        this.config = config;
        this.clock = clock;
        this.adminToken = adminToken;
    }

    /** The session that this request shows; its key may have been revoked meanwhile. */
    public Optional<Session> of(RoutingContext request) {
        return cookie.open(request);
    }

    /**
     * Begins a session with a user's key or the admin token, and has the browser keep it. A {@link Problem} 401 for a key
     * that is unknown or expired, 403 for one whose scopes do not cover the path of this request, 429 for an address that
     * has shown too many wrong ones.
     */
    public Uni<Session> logIn(String shown, RoutingContext request) {
        rate.refuseWhoGuesses(request);
        return begin(shown, request).invoke(session -> cookie.set(session, request));
    }

    public void logOut(RoutingContext request) {
        cookie.clear(request);
    }

    private Uni<Session> begin(String shown, RoutingContext request) {
        String id = UUID.randomUUID().toString();
        Instant until = clock.instant().plus(config.lasts());
        if (ConstantTime.equal(adminToken, shown)) {
            return Uni.createFrom().item(new Session.OfAdmin(id, mark(serverKey.hmac(marked(adminToken))), until));
        }
        Uni<Optional<KeyLookup.Holder>> found = ApiKey.isPlausible(shown)
                ? keys.holderOf(shown)
                : Uni.createFrom().item(Optional.empty());
        return found.map(holder -> holder.orElseThrow(() -> wrong(request)))
                .invoke(holder -> checkScope(holder, request))
                .map(holder -> new Session.OfUser(id, held(holder, shown), until));
    }

    private Problem wrong(RoutingContext request) {
        rate.wrongKey(request);
        return Problem.of(401, "This key is not known here, or it has expired.");
    }

    private static void checkScope(KeyLookup.Holder holder, RoutingContext request) {
        if (!Scope.allow(holder.scopes(), request.normalizedPath())) {
            throw Problem.of(403, "This key may not use the dashboard: it needs full access or the scope bot.");
        }
    }

    private static HeldKey held(KeyLookup.Holder holder, String key) {
        return new HeldKey(holder.user().userId(), Buffer.buffer(ApiKey.hash(key)));
    }

    /** Whether the session still opens that path: its time is not over, its key is good and has the scope. */
    public Uni<Boolean> stillOpens(Session session, String path) {
        if (!session.expiresAt().isAfter(clock.instant())) {
            return Uni.createFrom().item(false);
        }
        return session instanceof Session.OfUser user
                ? holderOf(user, path).map(Optional::isPresent)
                : Uni.createFrom().item(isMarked((Session.OfAdmin) session));
    }

    /** Whose key it is; empty when it is revoked, expired, or lost the scope. */
    Uni<Optional<UserPrincipal>> holderOf(Session.OfUser session, String path) {
        return keys.holderOf(session.key().hash())
                .map(found -> found.filter(holder -> Scope.allow(holder.scopes(), path))
                        .map(KeyLookup.Holder::user)
                        .filter(user -> user.userId() == session.key().userId()));
    }

    /** Whether the admin token is still the one that was shown. */
    boolean isMarked(Session.OfAdmin session) {
        return serverKey.hmacs(marked(adminToken)).stream()
                .anyMatch(hmac -> ConstantTime.equal(mark(hmac), session.mark()));
    }

    private static String marked(String token) {
        return "session/admin-token/" + token;
    }

    private static String mark(byte[] hmac) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    }
}
