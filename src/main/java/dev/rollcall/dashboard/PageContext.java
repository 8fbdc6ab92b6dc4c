package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import dev.rollcall.access.Sessions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;

/** What the frame of every page needs; templates know it as {@code cdi:page}. */
@Named("page")
@RequestScoped
class PageContext {

    private final RoutingContext request;
    private final Session session;
    private final FormTokens tokens;

    PageContext(RoutingContext request, Sessions sessions, FormTokens tokens) {
        this.request = request;
        this.session = sessions.of(request).orElse(null);
        this.tokens = tokens;
    }

    public boolean isAdmin() {
        return session != null && session.isAdmin();
    }

    /** For the field _csrf of a form; htmx sends it by itself. */
    public String getFormToken() {
        return session == null ? "" : tokens.of(session);
    }

    public List<Navigation.Item> getNavigation() {
        return Navigation.of(isAdmin(), request.normalizedPath());
    }

    /** Only a part of the page is asked for: answer with its fragment. */
    public boolean isPart() {
        return "true".equals(request.request().getHeader("HX-Request"));
    }
}
