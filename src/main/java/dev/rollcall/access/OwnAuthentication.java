package dev.rollcall.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.security.Principal;
import java.util.Set;

/** What all of our ways to tell who asks have in common: each looks by itself, and none can challenge a client. */
interface OwnAuthentication extends HttpAuthenticationMechanism {

    static SecurityIdentity identity(Principal principal, String role) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(principal)
                .addRole(role)
                .build();
    }

    /** There is no scheme that a client could be challenged with. */
    @Override
    default Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, null, null));
    }

    @Override
    default Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
