package dev.rollcall.access;

import dev.rollcall.platform.Problem;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Who sends a request: a user by X-API-Key (role {@code user}), or by X-Admin-API-Key an admin (role {@code admin}) or
 * somebody who may read statistics (role {@code analytics}). It is asked only where a resource wants to know
 * (quarkus.http.auth.proactive=false), and never blocks.
 */
@ApplicationScoped
public class ApiKeyAuthentication implements OwnAuthentication {

    static final String USER = "user";
    static final String ADMIN = "admin";

    /** Only resources that name it open to it: what is new in the API is closed to it. */
    static final String ANALYTICS = "analytics";

    private final KeyLookup keys;
    private final RateLimit rate;
    private final AdminTokens adminTokens;

    ApiKeyAuthentication(KeyLookup keys, RateLimit rate, AdminTokens adminTokens) {
        this.keys = keys;
        this.rate = rate;
        this.adminTokens = adminTokens;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        Optional<Credential> shown = Credential.of(request).filter(credential -> !credential.isBearer());
        if (shown.isEmpty()) {
            // nobody yet: another mechanism may know better, and without one the answer is 401
            return Credential.isForAdmins(request)
                    ? Uni.createFrom().failure(notAnAdmin())
                    : Uni.createFrom().nullItem();
        }
        return shown.get().isAdmin()
                ? admin(shown.get().key(), request)
                : user(shown.get().key(), request);
    }

    private Uni<SecurityIdentity> admin(String key, RoutingContext request) {
        Optional<String> role = adminTokens.roleOf(key);
        rate.lookedUp(role.isPresent(), request);
        return role.map(known -> Uni.createFrom().item(inRole(known)))
                .orElseGet(() -> Uni.createFrom().failure(notAnAdmin()));
    }

    private static SecurityIdentity inRole(String role) {
        return OwnAuthentication.identity(new QuarkusPrincipal(role), role);
    }

    private static Problem notAnAdmin() {
        return Problem.of(403, "Invalid or missing admin token.");
    }

    private Uni<SecurityIdentity> user(String key, RoutingContext request) {
        Uni<Optional<KeyLookup.Holder>> found =
                ApiKey.isPlausible(key) ? keys.holderOf(key) : Uni.createFrom().item(Optional.empty());
        return found.map(holder -> identity(holder, request));
    }

    private SecurityIdentity identity(Optional<KeyLookup.Holder> found, RoutingContext request) {
        rate.lookedUp(found.isPresent(), request);
        KeyLookup.Holder holder = found.orElseThrow(ApiKeyAuthentication::unknown);
        if (!Scope.allow(holder.scopes(), request.normalizedPath())) {
            throw Problem.of(403, "Insufficient scope for this endpoint");
        }
        return OwnAuthentication.identity(holder.user(), USER);
    }

    private static Problem unknown() {
        return Problem.of(401, "Invalid API key");
    }
}
