package dev.rollcall.access;

import dev.rollcall.access.HeldKeys.HeldKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Somebody who logged in with a key. It holds no key: a user's is known by its hash, the admin token by an HMAC of it, and
 * both are looked at again with every request.
 */
public sealed interface Session {

    /** Random, and different for each login: what forms are signed with. */
    String id();

    Instant expiresAt();

    record OfUser(String id, HeldKey key, Instant expiresAt) implements Session {}

    /** @param mark HMAC of the admin token: another token ends the session */
    record OfAdmin(String id, String mark, Instant expiresAt) implements Session {

        @Override
        public String toString() {
            return "OfAdmin[id=" + id + ", expiresAt=" + expiresAt + "]";
        }
    }

    default boolean isAdmin() {
        return this instanceof OfAdmin;
    }

    /** The bucket that its requests are counted in: of a user the same as that of its key. */
    default ByteBuffer bucket() {
        if (this instanceof OfUser user) {
            return ByteBuffer.wrap(user.key().hash().getBytes());
        }
        return ByteBuffer.wrap(id().getBytes(StandardCharsets.UTF_8));
    }
}
