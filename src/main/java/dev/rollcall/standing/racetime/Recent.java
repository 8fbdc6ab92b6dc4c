package dev.rollcall.standing.racetime;

import java.util.LinkedHashSet;
import java.util.Set;

/** The newest of the ids that were added: enough to know again what comes twice. */
final class Recent {

    private static final int MOST = 2000;

    private final Set<String> ids = new LinkedHashSet<>();

    /** False where it is known already. */
    boolean add(String id) {
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > MOST) {
            ids.remove(ids.iterator().next());
        }
        return true;
    }
}
