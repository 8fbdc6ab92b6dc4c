package dev.rollcall.meeting;

import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What is written in the transaction that reserves a bot: with it, or not at all. SQL alone, as everything there. */
@FunctionalInterface
public interface WithReservation {

    WithReservation NOTHING = (connection, record) -> Uni.createFrom().voidItem();

    Uni<Void> write(SqlConnection connection, TransitionRecord record);
}
