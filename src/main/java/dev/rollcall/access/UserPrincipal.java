package dev.rollcall.access;

import java.security.Principal;

/** Who a user's key belongs to. */
record UserPrincipal(long userId, Integer maxConcurrentBots) implements Principal {

    @Override
    public String getName() {
        return Long.toString(userId);
    }
}
