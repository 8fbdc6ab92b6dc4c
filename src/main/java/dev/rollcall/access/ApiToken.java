package dev.rollcall.access;

import java.time.Instant;
import java.util.List;

/**
 * A key of a user, without the key: only its hash is kept, and not even that is here.
 *
 * @param scopes empty: full access
 * @param lastUsedAt written by {@link KeyLookup} alone
 */
record ApiToken(
        long id,
        long userId,
        String name,
        List<String> scopes,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt) {}
