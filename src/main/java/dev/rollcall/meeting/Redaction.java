package dev.rollcall.meeting;

import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.ServerKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Takes out of the database what people said, wrote or are called in a meeting that is over; that it took place, when,
 * and how it ended is kept (docs/decisions/0012). The user's lock keeps reservations and continuations out meanwhile,
 * and the locks of the rows keep out every other writer.
 *
 * <p><b>A table that holds anything of a meeting has its statement in {@link #ERASURES}.</b> RedactionTest fails while a
 * table with a meeting_id has none.
 */
@ApplicationScoped
public class Redaction {

    /** What became of a request for it. */
    public enum Outcome {
        REDACTED,
        REDACTED_BEFORE
    }

    /** Of one meeting of one user; a recurring one with more than this takes another transaction. */
    private static final int BATCH = 500;

    private static final String LOCK_USER = "select from users where id = $1 for no key update";

    /** Those that go on come first, so that the limit does not hide them. */
    private static final String LOOK = """
            select m.id, m.status, m.status in ('completed', 'failed') as ended
            from meetings m
            where m.user_id = $1 and m.platform = $2 and m.platform_specific_id = $3
            order by ended, m.id
            limit $4
            for update
            """;

    private static final String REDACTED_BEFORE =
            "select from meetings where user_id = $1 and redacted_key = any ($2) limit 1";

    /** Words that we know name no one; any other was a bot's own. */
    private static final String KNOWN_REASONS = CompletionReason.KNOWN.stream()
            .sorted()
            .map(reason -> "'" + reason + "'")
            .collect(Collectors.joining(", "));

    private static final String MEETINGS = """
            update meetings
            set revision             = revision + 1,
                updated_at           = clock_timestamp(),
                redacted_key         = $2,
                platform_specific_id = null,
                bot_container_id     = null,
                bot_order            = '{}',
                data                 = '{"redacted": true}',
                error_details        = null,
                completion_reason    = case when completion_reason in (%s) then completion_reason end
            where id = any ($1)
            """.formatted(KNOWN_REASONS);

    /** One statement for each table, each with the ids of the meetings. */
    static final List<String> ERASURES =
            List.of("""
            update status_transitions
            set reason            = case when source in ('creation', 'user', 'runtime', 'sweeper') then reason end,
                completion_reason = case when completion_reason in (%s) then completion_reason end,
                failure_stage     = case
                    when failure_stage in ('requested', 'joining', 'awaiting_admission', 'active') then failure_stage
                end,
                error_details     = null
            where meeting_id = any ($1)
            """.formatted(KNOWN_REASONS), """
            update events e
            set data = '{"redacted": true}' || coalesce(
                    (select jsonb_object_agg(kept.key, kept.value)
                     from jsonb_each(e.data) as kept
                     where kept.key in ('platform', 'from', 'to', 'source')),
                    '{}')
            where e.meeting_id = any ($1)
            """, """
            update commands
            set payload = '{}',
                state   = case when state in ('accepted', 'published', 'delivered') then 'expired' else state end
            where meeting_id = any ($1)
            """, """
            delete from heartbeats
            where meeting_id = any ($1)
            """, """
            update idempotency_keys
            set answer = null
            where meeting_id = any ($1)
            """, """
            delete from meeting_logs
            where meeting_id = any ($1)
            """, """
            update stray_workloads
            set evidence = null
            where meeting_id = any ($1)
            """, """
            delete from transcriptions
            where meeting_id = any ($1)
            """, """
            delete from transcript_sessions
            where meeting_id = any ($1)
            """, """
            delete from polled_bots
            where meeting_id = any ($1)
            """, """
            delete from tasks
            where meeting_id = any ($1)
            """, """
            update post_meeting_jobs
            set audio_url       = null,
                given_text      = null,
                input_hash      = null,
                summary         = null,
                status          = case when status = 'done' then status else 'error' end,
                error_message   = case when status <> 'done' then 'What was said in this meeting was deleted.' end,
                next_attempt_at = null,
                lease_owner     = null,
                updated_at      = clock_timestamp(),
                finished_at     = coalesce(finished_at, clock_timestamp())
            where meeting_id = any ($1)
            """, """
            update webhook_deliveries d
            set redacted = true,
                response = null,
                payload  = jsonb_set(d.payload, '{data}', jsonb_strip_nulls(jsonb_build_object(
                    'meeting', case
                        when d.payload #> '{data,meeting}' is not null
                        then jsonb_build_object(
                            'id', d.payload #> '{data,meeting,id}',
                            'user_id', d.payload #> '{data,meeting,user_id}',
                            'platform', d.payload #> '{data,meeting,platform}',
                            'status', d.payload #> '{data,meeting,status}',
                            'data', '{"redacted": true}'::jsonb)
                    end,
                    'status_change', (d.payload #> '{data,status_change}') - 'reason')))
            where d.meeting_id = any ($1)
            """, """
            update webhook_endpoints
            set url = null, secret = null, events = '{}'
            where meeting_id = any ($1)
            """);

    private final Pool pool;
    private final ServerKey serverKey;

    Redaction(Pool pool, ServerKey serverKey) {
        this.pool = pool;
        this.serverKey = serverKey;
    }

    /** All meetings of the user under this key. A {@link Problem} when there are none, or one of them is not over. */
    public Uni<Outcome> redact(long userId, MeetingKey key) {
        return pool.withTransaction(connection -> redact(connection, userId, key))
                .chain(redacted -> redacted < BATCH
                        ? Uni.createFrom().item(redacted)
                        : redact(userId, key).replaceWith(redacted))
                .map(redacted -> redacted > 0 ? Outcome.REDACTED : Outcome.REDACTED_BEFORE);
    }

    private Uni<Integer> redact(SqlConnection connection, long userId, MeetingKey key) {
        return connection
                .preparedQuery(LOCK_USER)
                .execute(Tuple.of(userId))
                .chain(() -> connection
                        .preparedQuery(LOOK)
                        .execute(Tuple.of(userId, key.platform().wire(), key.nativeId(), BATCH)))
                .map(Redaction::idsOf)
                .chain(ids -> ids.length == 0
                        ? knownBefore(connection, userId, key).replaceWith(0)
                        : erase(connection, userId, key, ids).replaceWith(ids.length));
    }

    private static Long[] idsOf(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(Redaction::idIfOver)
                .toArray(Long[]::new);
    }

    private static Long idIfOver(Row row) {
        if (!row.getBoolean("ended")) {
            throw Problem.of(
                    409,
                    "Meeting not finalized; cannot delete transcripts. Current status: " + row.getString("status"));
        }
        return row.getLong("id");
    }

    private Uni<Void> erase(SqlConnection connection, long userId, MeetingKey key, Long[] ids) {
        return connection
                .preparedQuery(MEETINGS)
                .execute(Tuple.of(ids, hash(userId, key)))
                .chain(() -> Multi.createFrom()
                        .iterable(ERASURES)
                        .onItem()
                        .transformToUniAndConcatenate(
                                erasure -> connection.preparedQuery(erasure).execute(Tuple.of((Object) ids)))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private Uni<Void> knownBefore(SqlConnection connection, long userId, MeetingKey key) {
        return connection
                .preparedQuery(REDACTED_BEFORE)
                .execute(Tuple.of(userId, hashes(userId, key)))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(404, "Meeting not found");
                    }
                })
                .replaceWithVoid();
    }

    private Buffer hash(long userId, MeetingKey key) {
        return Buffer.buffer(serverKey.hmac(message(userId, key)));
    }

    /** Also under the server's former key, which the redaction may be older than. */
    private Buffer[] hashes(long userId, MeetingKey key) {
        return serverKey.hmacs(message(userId, key)).stream()
                .map(Buffer::buffer)
                .toArray(Buffer[]::new);
    }

    private static String message(long userId, MeetingKey key) {
        return "redacted-meeting/" + userId + "/" + key.platform().wire() + "/" + key.nativeId();
    }
}
