package dev.rollcall.webhook;

import static dev.rollcall.platform.Timestamps.instant;
import static dev.rollcall.platform.Timestamps.parameter;

import dev.rollcall.webhook.RetryPlan.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What is to be sent, one delivery of each receiver at a time. A claim is a lease: when its replica dies, another sends
 * the same delivery again under the same event id.
 */
@ApplicationScoped
class Outbox {

    /**
     * A delivery that this replica has taken.
     *
     * @param userId null for the system's
     * @param meetingId whose receiver it is, when it is that of one bot; null for the user's
     * @param told the meeting that the delivery tells of; null for none
     * @param url null when it was taken away meanwhile; for the system's it is configuration
     * @param secret sealed, as the former one; null for none
     * @param adoptedSecret in clear, as an older service kept it beside its address; null for none
     * @param tries this one included
     * @param failures of the receiver in a row
     * @param now the database's time
     */
    record Claim(
            UUID id,
            long endpointId,
            long deliveryId,
            Long userId,
            Long meetingId,
            Long told,
            String url,
            String secret,
            String formerSecret,
            String adoptedSecret,
            String eventId,
            String eventType,
            Long seq,
            String payload,
            int tries,
            Instant firstTryAt,
            int failures,
            Instant failingSince,
            Instant now) {

        private static Claim of(UUID id, Row row) {
            return new Claim(
                    id,
                    row.getLong("endpoint_id"),
                    row.getLong("delivery_id"),
                    row.getLong("user_id"),
                    row.getLong("meeting_id"),
                    row.getLong("told"),
                    row.getString("url"),
                    row.getString("secret"),
                    row.getString("former_secret"),
                    row.getString("adopted_secret"),
                    row.getString("event_id"),
                    row.getString("event_type"),
                    row.getLong("seq"),
                    row.getString("payload"),
                    row.getInteger("tries"),
                    instant(row, "first_try_at"),
                    row.getInteger("failures"),
                    instant(row, "failing_since"),
                    instant(row, "now"));
        }

        boolean ofSystem() {
            return userId == null;
        }

        boolean ofBot() {
            return meetingId != null;
        }

        /** Without address, secrets and words. */
        @Override
        public String toString() {
            return "Claim[delivery=" + deliveryId + ", endpoint=" + endpointId + ", tries=" + tries + "]";
        }
    }

    private static final String LOCK_DUE = """
            select p.id
            from webhook_endpoints p
            where p.due_at <= statement_timestamp()
            order by p.due_at
            limit $1
            for no key update skip locked
            """;

    /**
     * After the lock, in a statement of its own: it sees all that was committed before. The oldest delivery that waits for
     * nobody: an event waits for the earlier ones of its meeting, so that each meeting is told in order, and not for
     * those of other meetings. now() is the same throughout.
     */
    private static final String TAKE = """
            with head as (
                select p.id,
                       coalesce(
                           (select d.id
                            from webhook_deliveries d
                            where d.endpoint_id = p.id and d.state = 'pending' and d.apart and d.next_try_at <= now()
                            order by d.id
                            limit 1),
                           (select d.id
                            from webhook_deliveries d
                            where d.endpoint_id = p.id and d.state = 'pending' and not d.apart
                              and d.next_try_at <= now()
                              and p.paused_at is null
                              and (p.not_before is null or p.not_before <= now())
                              and not exists (
                                  select
                                  from webhook_deliveries e
                                  where e.endpoint_id = d.endpoint_id and e.state = 'pending' and not e.apart
                                    and e.meeting_id is not distinct from d.meeting_id
                                    and e.id < d.id)
                            order by d.id
                            limit 1)) as delivery_id
                from webhook_endpoints p
                where p.id = any ($1)
            ), claimed as (
                update webhook_endpoints p
                set claim         = case when h.delivery_id is not null then $2::uuid end,
                    claimed_until = case when h.delivery_id is not null then now() + $3 * interval '1 millisecond' end,
                    due_at        = case
                        when h.delivery_id is not null then now() + $3 * interval '1 millisecond'
                        else least(
                            (select min(d.next_try_at)
                             from webhook_deliveries d
                             where d.endpoint_id = p.id and d.state = 'pending' and d.apart and d.next_try_at > now()),
                            case
                                when p.paused_at is not null then null
                                when p.not_before > now() then p.not_before
                                else (
                                    select min(d.next_try_at)
                                    from webhook_deliveries d
                                    where d.endpoint_id = p.id and d.state = 'pending' and not d.apart
                                      and d.next_try_at > now())
                            end)
                    end
                from head h
                where p.id = h.id
                returning p.id, p.user_id, p.meeting_id, p.url, p.secret, p.failures, p.failing_since, h.delivery_id
            ), tried as (
                update webhook_deliveries d
                set tries        = d.tries + 1,
                    last_try_at  = clock_timestamp(),
                    first_try_at = coalesce(d.first_try_at, clock_timestamp())
                from claimed c
                where d.id = c.delivery_id
                returning d.id, d.meeting_id as told, d.event_id, d.event_type, d.seq, d.payload::text as payload, d.tries,
                          d.first_try_at
            )
            select c.id as endpoint_id, t.id as delivery_id, c.user_id, c.meeting_id,
                   case
                       when c.meeting_id is null then coalesce(u.webhook_url, u.data ->> 'webhook_url')
                       else c.url
                   end as url,
                   case when c.meeting_id is null then u.webhook_secret else c.secret end as secret,
                   case
                       when c.meeting_id is null and u.webhook_former_until > clock_timestamp()
                       then u.webhook_former_secret
                   end as former_secret,
                   case
                       when c.meeting_id is null and u.webhook_url is null then u.data ->> 'webhook_secret'
                   end as adopted_secret,
                   t.told, t.event_id, t.event_type, t.seq, t.payload, t.tries, t.first_try_at, c.failures, c.failing_since,
                   clock_timestamp() as now
            from tried t
            join claimed c on c.delivery_id = t.id
            left join users u on u.id = c.user_id
            """;

    /** The delivery first, then its receiver: whoever erases a meeting takes them in the same order. */
    private static final String SETTLE = """
            with settled as (
                update webhook_deliveries d
                set state       = $4::varchar,
                    status_code = $5::integer,
                    response    = case when not d.redacted then $6::text end,
                    error       = $7::text,
                    duration_ms = $8::integer,
                    next_try_at = clock_timestamp() + $9 * interval '1 millisecond',
                    settled_at  = case when $4::varchar <> 'pending' then clock_timestamp() end
                where d.id = $1::bigint and d.state = 'pending'
                returning d.id
            ), receiver as (
                update webhook_endpoints p
                set claim         = null,
                    claimed_until = null,
                    failures      = $10::integer,
                    failing_since = $11::timestamptz,
                    not_before    = case when $10::integer > 0 then clock_timestamp() + $12 * interval '1 millisecond' end,
                    paused_at     = case when $13::varchar is not null then clock_timestamp() end,
                    pause_reason  = $13::varchar,
                    due_at        = clock_timestamp()
                where p.id = $2::bigint and p.claim = $3::uuid and (select count(*) from settled) >= 0
                returning p.id, p.user_id, p.meeting_id, p.pause_reason, p.failing_since
            ), revived as (
                update webhook_deliveries d
                set next_try_at = clock_timestamp()
                from receiver p
                where $14::boolean and d.endpoint_id = p.id and d.state = 'pending' and d.id <> $1
                  and d.next_try_at > clock_timestamp()
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select p.user_id, 1 from receiver p where p.pause_reason is not null and p.user_id is not null
                on conflict (user_id) do update set seq = c.seq + 1
                returning c.user_id, c.seq
            ), told as (
                insert into events (user_id, seq, meeting_id, type, data)
                select c.user_id, c.seq, p.meeting_id, 'webhook.paused',
                       jsonb_build_object('reason', p.pause_reason, 'failing_since', p.failing_since)
                from receiver p join counter c on c.user_id = p.user_id
            )
            select pause_reason from receiver
            """;

    private final Pool pool;

    Outbox(Pool pool) {
        this.pool = pool;
    }

    /** What is due, of as many receivers at most. */
    Uni<List<Claim>> claim(int receivers, Duration lease) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(LOCK_DUE)
                .execute(Tuple.of(receivers))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("id"))
                        .toArray(Long[]::new))
                .chain(due -> due.length == 0 ? Uni.createFrom().item(List.of()) : take(connection, due, lease)));
    }

    private static Uni<List<Claim>> take(SqlConnection connection, Long[] due, Duration lease) {
        UUID id = UUID.randomUUID();
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(due, id, lease.toMillis()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> Claim.of(id, row))
                        .toList());
    }

    /**
     * What came of a claim. A delivery that somebody else settled meanwhile stays as it is, and a receiver whose claim
     * ran out is left to who claimed it then.
     */
    Uni<Void> settle(Claim claim, Answer answer, Verdict verdict, Duration took) {
        Instant failingSince = verdict.failingSince();
        Tuple parameters = Tuple.tuple()
                .addLong(claim.deliveryId())
                .addLong(claim.endpointId())
                .addUUID(claim.id())
                .addString(verdict.state())
                .addInteger(answer.status())
                .addString(answer.response())
                .addString(answer.error())
                .addInteger((int) took.toMillis())
                .addLong(verdict.pause().toMillis())
                .addInteger(verdict.failures())
                .addOffsetDateTime(parameter(failingSince))
                .addLong(verdict.receiverPause().toMillis())
                .addString(verdict.pauseReason())
                .addBoolean(verdict.revive());
        return pool.preparedQuery(SETTLE).execute(parameters).replaceWithVoid();
    }
}
