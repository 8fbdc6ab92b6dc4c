package dev.rollcall.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/**
 * The user whose key came with this request. For resources with {@code @RolesAllowed("user")}: they have the key
 * checked before they are called, so that asking here neither blocks nor fails.
 */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    public long userId() {
        return user().userId();
    }

    /** How many bots the user may have at once when the key was checked: null = no limit, 0 = none. */
    public Integer maxConcurrentBots() {
        return user().maxConcurrentBots();
    }

    private UserPrincipal user() {
        if (identity.getPrincipal() instanceof UserPrincipal user) {
            return user;
        }
        throw new IllegalStateException("There is a caller only where @RolesAllowed(\"user\") stands");
    }
}
