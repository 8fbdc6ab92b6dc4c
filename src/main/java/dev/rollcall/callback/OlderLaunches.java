package dev.rollcall.callback;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Launches that live on beside the present one: that they were heard is kept in the history, once for each launch and
 * way, since a heartbeat comes every half minute and room for evidence is bounded.
 */
@ApplicationScoped
class OlderLaunches {

    private final Pool pool;
    private final Transitions transitions;

    OlderLaunches(Pool pool, Transitions transitions) {
        this.pool = pool;
        this.transitions = transitions;
    }

    Uni<Void> note(UUID connectionId, int attempt, String by) {
        return isNoted(connectionId, attempt, by)
                .chain(noted -> noted
                        ? Uni.createFrom().voidItem()
                        : transitions
                                .applyToConnection(connectionId, new Event.BotHeard(by, ofAttempt(attempt)))
                                .replaceWithVoid());
    }

    private Uni<Boolean> isNoted(UUID connectionId, int attempt, String by) {
        return pool.preparedQuery("""
                        select exists (
                            select
                            from meeting_sessions s
                            join status_transitions t on t.meeting_id = s.meeting_id
                            where s.session_uid = $1 and t.attempt = $2 and t.kind = 'fenced' and t.reason = $3) as noted
                        """)
                .execute(Tuple.of(connectionId.toString(), attempt, by))
                .map(rows -> rows.iterator().next().getBoolean("noted"));
    }

    private static Report ofAttempt(int attempt) {
        return new Report(attempt, null, null, null, null, null, null);
    }
}
