package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import java.util.Map;

/**
 * Something about the whole fleet that operators want to be told of, once when it begins and once when it ends. Packages
 * above this one tell of themselves; whoever watches looks at all of them every few seconds.
 */
public interface FleetAlert {

    /** What it is called, such as {@code redis_down}: while it is so. */
    String name();

    /** What keeps it apart from others of the same name; at most 50 characters. */
    default String key() {
        return name();
    }

    /** The event that tells of its end, such as {@code redis_up}. */
    String nameOfEnd();

    /** Whether it is so now; fails when nobody can tell. */
    Uni<Look> look();

    /** @param facts small numbers and words for people, no secrets */
    record Look(boolean raised, Map<String, Object> facts) {}
}
