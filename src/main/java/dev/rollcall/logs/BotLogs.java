package dev.rollcall.logs;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps what bots logged: one row for each launch, however often its end is told. */
@ApplicationScoped
public class BotLogs {

    private final Pool pool;

    BotLogs(Pool pool) {
        this.pool = pool;
    }

    /**
     * The same again changes nothing; a meeting whose records were deleted gets no new ones. Its lock waits for a
     * deletion that is under way, and looks again after it.
     */
    public Uni<Void> keep(long meetingId, int attempt, BotLog log) {
        if (log.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        JsonObject resources = log.resources() == null ? null : new JsonObject(log.resources());
        return pool.preparedQuery("""
                        insert into meeting_logs as l (meeting_id, attempt, lines, trimmed, resources)
                        select m.id, $2, $3, $4, $5
                        from meetings m
                        where m.id = $1 and (m.data -> 'redacted') is distinct from 'true'::jsonb
                        for key share of m
                        on conflict (meeting_id, attempt) do update
                        set lines     = excluded.lines,
                            trimmed   = excluded.trimmed,
                            resources = excluded.resources,
                            at        = clock_timestamp()
                        where (l.lines, l.resources) is distinct from (excluded.lines, excluded.resources)
                        """)
                .execute(Tuple.of(meetingId, attempt, String.join("\n", log.lines()), log.trimmed(), resources))
                .replaceWithVoid();
    }
}
