package dev.rollcall.access;

import dev.rollcall.platform.Problem;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Who asks for a page: by the cookie alone, and nowhere but there. The API never looks at the cookie, so no page of
 * another site can make a browser use it.
 */
@ApplicationScoped
class SessionAuthentication implements OwnAuthentication {

    /** Before that of keys, which would take a key in a header for an answer. */
    private static final int FIRST = 2 * HttpAuthenticationMechanism.DEFAULT_PRIORITY;

    private final Sessions sessions;

    SessionAuthentication(Sessions sessions) {
        this.sessions = sessions;
    }

    static boolean isPage(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/") || path.equals("/ui") || path.startsWith("/ui/");
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        if (!isPage(request)) {
            return Uni.createFrom().nullItem();
        }
        Session session = sessions.of(request).orElseThrow(SessionAuthentication::nobody);
        if (session instanceof Session.OfUser user) {
            return sessions.holderOf(user, request.normalizedPath())
                    .map(found -> found.orElseThrow(SessionAuthentication::nobody))
                    .map(principal -> OwnAuthentication.identity(principal, ApiKeyAuthentication.USER));
        }
        if (!sessions.isMarked((Session.OfAdmin) session)) {
            throw nobody();
        }
        return Uni.createFrom()
                .item(OwnAuthentication.identity(
                        new QuarkusPrincipal(ApiKeyAuthentication.ADMIN), ApiKeyAuthentication.ADMIN));
    }

    private static Problem nobody() {
        return Problem.of(401, "Please log in.");
    }

    @Override
    public int getPriority() {
        return FIRST;
    }
}
