package dev.rollcall.standing;

import dev.rollcall.platform.FieldErrors;
import io.smallrye.mutiny.Uni;

/**
 * Knows how to keep one kind of connection up. A bean of its own for each kind; supervision finds them all by their names,
 * decides when to connect, writes the statuses, and never has two connections of one bot at once.
 */
public interface Connector {

    /** What a bot names as its connector, such as {@code racetime}. */
    String name();

    /** Adds what is wrong with the connector's own fields: category, base_url, credentials, settings. Looks nothing up. */
    void check(ConnectionSettings settings, FieldErrors errors);

    /**
     * Begins to connect, and answers at once with what can be closed again; how it goes is told by reports. A failure
     * means that nothing was begun, and counts as a connection that was lost.
     */
    Uni<Connection> open(Assignment assignment, Reports reports);
}
