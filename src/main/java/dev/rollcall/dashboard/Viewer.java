package dev.rollcall.dashboard;

import dev.rollcall.access.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** Who looks at a page: an admin, who sees everything, or a user, who sees what is his own. */
@RequestScoped
class Viewer {

    private final SecurityIdentity identity;
    private final Caller caller;

    Viewer(SecurityIdentity identity, Caller caller) {
        this.identity = identity;
        this.caller = caller;
    }

    boolean isAdmin() {
        return identity.hasRole("admin");
    }

    /** Whose things may be shown; null for everybody's. Part of every query, so that another's thing does not exist. */
    Long onlyOfUser() {
        return isAdmin() ? null : Long.valueOf(caller.userId());
    }
}
