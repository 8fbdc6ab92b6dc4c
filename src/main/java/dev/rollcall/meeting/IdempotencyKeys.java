package dev.rollcall.meeting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.ServerKey;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The same request again gets the same answer, and no second bot. Only success is kept, by the transaction that takes
 * the slot: whatever else was answered left nothing behind, so the request may simply be tried again. While one is under
 * way on any replica, others with its key are refused; the lock for that ends with its transaction, also by a crash.
 */
@ApplicationScoped
class IdempotencyKeys {

    private static final Logger LOG = Logger.getLogger(IdempotencyKeys.class);
    private static final int BATCH = 1_000;
    private static final String LINK = "constructed_meeting_url";

    private final Pool pool;
    private final ServerKey serverKey;
    private final ObjectMapper json;
    private final MeetingQueries meetings;
    private final IdempotencyConfig config;

    IdempotencyKeys(
            Pool pool, ServerKey serverKey, ObjectMapper json, MeetingQueries meetings, IdempotencyConfig config) {
        this.pool = pool;
        this.serverKey = serverKey;
        this.json = json;
        this.meetings = meetings;
        this.config = config;
    }

    /**
     * The answer that this request was given before; empty when it is the first one, which then holds the key until its
     * transaction ends. A {@link Problem} when another order came under this key, or this one is still under way.
     */
    Uni<Optional<Meeting>> answered(SqlConnection connection, long userId, IdempotencyKey key, BotOrder order) {
        return hold(connection, userId, key).chain(() -> find(connection, userId, key, order));
    }

    /** The lock is a statement of its own: the look that follows sees what was committed before it. */
    private Uni<Void> hold(SqlConnection connection, long userId, IdempotencyKey key) {
        long lock = ByteBuffer.wrap(serverKey.hmac(message(userId, key))).getLong();
        return connection
                .preparedQuery("select pg_try_advisory_xact_lock($1) as held")
                .execute(Tuple.of(lock))
                .invoke(rows -> {
                    if (!rows.iterator().next().getBoolean("held")) {
                        throw Problem.of(409, "A request with this Idempotency-Key is still under way; try again.")
                                .retryAfter(1);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Optional<Meeting>> find(SqlConnection connection, long userId, IdempotencyKey key, BotOrder order) {
        return connection
                .preparedQuery("""
                        select k.order_hash = any ($3) as same, k.answer, k.meeting_id,
                               m.bot_order ->> 'meeting_url' as link
                        from idempotency_keys k
                        join meetings m on m.id = k.meeting_id
                        where k.user_id = $1 and k.key_hash = any ($2) and k.expires_at > clock_timestamp()
                        """)
                .execute(Tuple.of(userId, hashes(message(userId, key)), hashes(message(userId, order))))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : again(connection, userId, rows.iterator().next()));
    }

    private Uni<Optional<Meeting>> again(SqlConnection connection, long userId, Row row) {
        if (!row.getBoolean("same")) {
            throw Problem.invalid(
                    IdempotencyKey.HEADER, "This Idempotency-Key was used for another request; take a new one.");
        }
        String answer = row.getString("answer");
        return answer == null
                ? meetings.byId(connection, userId, row.getLong("meeting_id"))
                : Uni.createFrom().item(Optional.of(read(answer, row.getString("link"))));
    }

    /** Keeps the first answer; one that has expired gives way. */
    Uni<Void> keep(SqlConnection connection, long userId, IdempotencyKey key, BotOrder order, Meeting answer) {
        Tuple parameters = Tuple.of(userId, hash(message(userId, key)), hash(message(userId, order)));
        parameters.addLong(answer.id());
        parameters.addString(write(answer));
        parameters.addLong(config.keep().toMillis());
        return connection.preparedQuery("""
                        insert into idempotency_keys as k (
                            user_id, key_hash, order_hash, meeting_id, answer, expires_at)
                        values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond')
                        on conflict (user_id, key_hash) do update
                        set order_hash = excluded.order_hash,
                            meeting_id = excluded.meeting_id,
                            answer     = excluded.answer,
                            expires_at = excluded.expires_at
                        """).execute(parameters).replaceWithVoid();
    }

    private static String message(long userId, IdempotencyKey key) {
        return "idempotency-key/" + userId + "/" + key.text();
    }

    private static String message(long userId, BotOrder order) {
        return "idempotent-order/" + userId + "/" + OrderJson.canonical(order);
    }

    /** Keyed, since a short passcode could be guessed from a plain hash. */
    private Buffer hash(String message) {
        return Buffer.buffer(serverKey.hmac(message));
    }

    /** Also under the server's former key, which the first answer may be older than. */
    private Buffer[] hashes(String message) {
        return serverKey.hmacs(message).stream().map(Buffer::buffer).toArray(Buffer[]::new);
    }

    /** Without the link, which may hold a passcode; it is in the meeting's order. */
    private String write(Meeting answer) {
        ObjectNode tree = json.valueToTree(answer);
        return tree.putNull(LINK).toString();
    }

    private Meeting read(String answer, String link) {
        try {
            ObjectNode tree = (ObjectNode) json.readTree(answer);
            return json.treeToValue(tree.put(LINK, link), Meeting.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer that we stored cannot be read", e);
        }
    }

    @Scheduled(identity = "idempotency-keys-expired", every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> forgetExpired() {
        return pool.preparedQuery("""
                        delete from idempotency_keys k
                        using (
                            select user_id, key_hash
                            from idempotency_keys
                            where expires_at <= statement_timestamp()
                            order by expires_at
                            limit $1
                            for update skip locked) e
                        where k.user_id = e.user_id and k.key_hash = e.key_hash
                        """)
                .execute(Tuple.of(BATCH))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("idempotency=expire error=%s", failure))
                .onFailure()
                .recoverWithNull();
    }
}
