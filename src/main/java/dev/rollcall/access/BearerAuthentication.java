package dev.rollcall.access;

import dev.rollcall.platform.Problem;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who sends a request to the polling face: the user whom the token of another login names. */
@ApplicationScoped
class BearerAuthentication implements OwnAuthentication {

    private final BearerTokens tokens;
    private final KeyLookup users;
    private final RateLimit rate;

    BearerAuthentication(BearerTokens tokens, KeyLookup users, RateLimit rate) {
        this.tokens = tokens;
        this.users = users;
        this.rate = rate;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        Optional<Credential> shown = Credential.of(request).filter(Credential::isBearer);
        if (shown.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        return userOf(shown.get().key()).map(found -> identity(found, request));
    }

    private Uni<Optional<UserPrincipal>> userOf(String token) {
        return tokens.subjectOf(token)
                .map(users::userCalled)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private SecurityIdentity identity(Optional<UserPrincipal> found, RoutingContext request) {
        rate.lookedUp(found.isPresent(), request);
        return OwnAuthentication.identity(found.orElseThrow(this::unknown), ApiKeyAuthentication.USER);
    }

    /** Which of its checks a token failed is for who signs it to find out, not for who tries. */
    private Problem unknown() {
        return Problem.of(
                401,
                tokens.isAccepted()
                        ? "The bearer token is not valid, or names nobody here."
                        : "Bearer tokens are not accepted here; send an X-API-Key.");
    }
}
