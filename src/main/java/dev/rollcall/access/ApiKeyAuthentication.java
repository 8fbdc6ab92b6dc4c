package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.Problem;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who sends a request: a user by X-API-Key (role {@code user}), or an admin by X-Admin-API-Key (role {@code admin}). It
 * is asked only where a resource wants to know (quarkus.http.auth.proactive=false), and never blocks.
 */
@ApplicationScoped
public class ApiKeyAuthentication implements HttpAuthenticationMechanism {

    static final String USER = "user";
    static final String ADMIN = "admin";

    static final String USER_HEADER = "X-API-Key";
    static final String ADMIN_HEADER = "X-Admin-API-Key";

    private final KeyLookup keys;
    private final String adminToken;

    ApiKeyAuthentication(KeyLookup keys, @ConfigProperty(name = "rollcall.admin-token") String adminToken) {
        this.keys = keys;
        this.adminToken = adminToken;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String path = request.normalizedPath();
        String userKey = request.request().getHeader(USER_HEADER);
        String adminKey = request.request().getHeader(ADMIN_HEADER);
        if (isForAdmins(path) || isMissing(userKey) && !isMissing(adminKey)) {
            return admin(adminKey);
        }
        // nobody yet: another mechanism may know better, and without one the answer is 401
        return isMissing(userKey) ? Uni.createFrom().nullItem() : user(userKey, path);
    }

    private static boolean isForAdmins(String path) {
        return path.equals("/admin") || path.startsWith("/admin/");
    }

    private static boolean isMissing(String key) {
        return key == null || key.isBlank();
    }

    private Uni<SecurityIdentity> admin(String key) {
        if (!ConstantTime.equal(adminToken, key)) {
            return Uni.createFrom().failure(Problem.of(403, "Invalid or missing admin token."));
        }
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(ADMIN))
                        .addRole(ADMIN)
                        .build());
    }

    private Uni<SecurityIdentity> user(String key, String path) {
        if (!ApiKey.isPlausible(key)) {
            return Uni.createFrom().failure(unknown());
        }
        return keys.holderOf(key).map(holder -> identity(holder, path));
    }

    private static SecurityIdentity identity(Optional<KeyLookup.Holder> found, String path) {
        KeyLookup.Holder holder = found.orElseThrow(ApiKeyAuthentication::unknown);
        if (!Scope.allow(holder.scopes(), path)) {
            throw Problem.of(403, "Insufficient scope for this endpoint");
        }
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(holder.user())
                .addRole(USER)
                .build();
    }

    private static Problem unknown() {
        return Problem.of(401, "Invalid API key");
    }

    /** Keys come in a header of their own: there is no scheme that a client could be challenged with. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, null, null));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
