package dev.rollcall.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Whose key came in otherwise than with a request: transcribers of older bots show their user's (contract E.1). */
@ApplicationScoped
public class KeyOwners {

    private final KeyLookup keys;

    KeyOwners(KeyLookup keys) {
        this.keys = keys;
    }

    /**
     * The user who may do something at this path with the key; empty for a key that is unknown, expired or not good for
     * it. Trouble with the database stays a failure: it says nothing about the key.
     */
    public Uni<Optional<Long>> ownerOf(String key, String path) {
        if (key == null || key.isBlank() || !ApiKey.isPlausible(key)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return keys.holderOf(key)
                .map(found -> found.filter(holder -> Scope.allow(holder.scopes(), path))
                        .map(holder -> holder.user().userId()));
    }
}
