package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import dev.rollcall.access.Sessions;
import dev.rollcall.platform.Problem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Whatever changes something came from a page of ours: the browser says so (Sec-Fetch-Site, or Origin where it knows no
 * better), and the form carries the token of its session. A login has no session yet, so the browser's word counts alone.
 */
class PageGuard {

    private final Sessions sessions;
    private final FormTokens tokens;

    PageGuard(Sessions sessions, FormTokens tokens) {
        this.sessions = sessions;
        this.tokens = tokens;
    }

    @Page
    @ServerRequestFilter
    @WithFormRead
    void check(ResteasyReactiveContainerRequestContext asked, RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS) {
            return;
        }
        if (!isFromHere(request.request())) {
            throw Problem.of(403, "This was sent by a page of another site, and nothing was done.");
        }
        Optional<Session> session = sessions.of(request);
        if (session.isPresent() && !tokens.isOf(session.get(), token(asked, request))) {
            throw Problem.of(403, "This form is from an older session, and nothing was done: load the page again.");
        }
    }

    private static String token(ResteasyReactiveContainerRequestContext asked, RoutingContext request) {
        String header = request.request().getHeader(FormTokens.HEADER);
        if (header != null) {
            return header;
        }
        var context = (ResteasyReactiveRequestContext) asked.getServerRequestContext();
        return (String) context.getFormParameter(FormTokens.FIELD, true, false);
    }

    static boolean isFromHere(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin == null
                || request.authority() != null
                        && isAt(origin, request.authority().toString());
    }

    private static boolean isAt(String origin, String authority) {
        try {
            return authority.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
