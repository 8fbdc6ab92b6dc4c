package dev.rollcall.webhook;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import dev.rollcall.webhook.DeliveryApi.DeliveryPage;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The log of deliveries, and what people do about them. Every statement names the user; nobody (null) is the system,
 * whose deliveries are the admins'.
 */
@ApplicationScoped
public class Deliveries {

    static final String TEST = "webhook.test";

    public static final List<String> STATES = List.of("pending", "delivered", "failed", "dropped");
    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 100;

    private static final String COLUMNS = """
            d.id, d.event_id, d.event_type, d.seq, d.meeting_id, p.meeting_id is not null as of_bot,
            p.user_id is null as of_system, d.state, d.tries, d.status_code, d.response, d.error, d.duration_ms,
            d.created_at, d.last_try_at, d.next_try_at, d.settled_at, d.redelivery_of
            """;

    private final Pool pool;
    private final Courier courier;
    private final DeliveryConfig config;

    Deliveries(Pool pool, Courier courier, DeliveryConfig config) {
        this.pool = pool;
        this.courier = courier;
        this.config = config;
    }

    /** What receivers get who have not said what they want. */
    public List<String> defaultEvents() {
        return config.defaultEvents();
    }

    /** @throws Problem 422 for a filter that is not valid */
    public Uni<DeliveryPage> page(Long userId, String status, String meetingId, String limit, String before) {
        var errors = new FieldErrors();
        String state = status == null || status.isBlank() ? null : status.strip();
        errors.addUnless(
                state == null || STATES.contains(state),
                "status",
                "status must be one of " + String.join(", ", STATES) + ".");
        int most = (int) errors.wholeNumber("limit", limit, 1, LONGEST_PAGE, PAGE);
        long last = errors.wholeNumber("before", before, 1, Long.MAX_VALUE, Long.MAX_VALUE);
        long meeting = errors.wholeNumber("meeting_id", meetingId, 1, Long.MAX_VALUE, 0);
        errors.throwIfAny();
        return pool.preparedQuery("select " + COLUMNS + """
                        from webhook_deliveries d
                        left join webhook_endpoints p on p.id = d.endpoint_id
                        where d.user_id is not distinct from $1
                          and ($2::varchar is null or d.state = $2)
                          and ($3::bigint = 0 or d.meeting_id = $3::bigint)
                          and d.id < $4
                        order by d.id desc
                        limit $5
                        """)
                .execute(Tuple.of(userId, state, meeting, last, most + 1))
                .map(rows -> page(rows, most));
    }

    private static DeliveryPage page(RowSet<Row> rows, int most) {
        List<Delivery> found = StreamSupport.stream(rows.spliterator(), false)
                .map(row -> delivery(row, null))
                .toList();
        List<Delivery> shown = found.subList(0, Math.min(most, found.size()));
        boolean more = found.size() > most;
        return new DeliveryPage(shown, more, more ? shown.get(shown.size() - 1).id() : null);
    }

    /** With what was sent. A {@link Problem} 404 where the user has none of this id. */
    public Uni<Delivery> byId(Long userId, long id) {
        return pool.preparedQuery("select d.payload, " + COLUMNS + """
                        from webhook_deliveries d
                        left join webhook_endpoints p on p.id = d.endpoint_id
                        where d.user_id is not distinct from $1 and d.id = $2
                        """)
                .execute(Tuple.of(userId, id))
                .map(rows -> {
                    Row row = only(rows, "Delivery not found");
                    return delivery(row, ((JsonObject) row.getJson("payload")).getMap());
                });
    }

    /** Sends it again under the same event id, at once; one that still waits is tried now. */
    public Uni<Delivery> redeliver(Long userId, long id) {
        return pool.preparedQuery("""
                        with asked as (
                            select d.*
                            from webhook_deliveries d
                            where d.user_id is not distinct from $1 and d.id = $2
                            for no key update of d
                        ), hastened as (
                            update webhook_deliveries d
                            set next_try_at = clock_timestamp(), apart = true
                            from asked a
                            where d.id = a.id and a.state = 'pending'
                            returning d.id, d.endpoint_id
                        ), again as (
                            insert into webhook_deliveries (
                                endpoint_id, user_id, meeting_id, seq, event_id, event_type, payload, apart,
                                redelivery_of, redacted)
                            select endpoint_id, user_id, meeting_id, seq, event_id, event_type, payload, true,
                                   id, redacted
                            from asked
                            where state <> 'pending'
                            returning id, endpoint_id
                        ), woken as (
                            update webhook_endpoints p
                            set due_at = greatest(clock_timestamp(), p.claimed_until)
                            where p.id in (select endpoint_id from hastened union all select endpoint_id from again)
                        )
                        select id from hastened union all select id from again
                        """)
                .execute(Tuple.of(userId, id))
                .map(rows -> only(rows, "Delivery not found").getLong("id"))
                .invoke(sent -> courier.look())
                .chain(sent -> byId(userId, sent));
    }

    /** On the way that all others take; tried once. A {@link Problem} 404 where no webhook is set. */
    public Uni<Delivery> test(Long userId) {
        if (userId == null && config.systemUrl().isEmpty()) {
            throw Problem.of(404, "No webhook is set: rollcall.webhooks.system-url names none.");
        }
        return pool.preparedQuery("""
                        with name as (
                            select gen_random_uuid()::text as text, clock_timestamp() as now
                        ), made as (
                            insert into webhook_deliveries (
                                endpoint_id, user_id, event_id, event_type, payload, apart)
                            select p.id, p.user_id, i.id, $2::varchar,
                                   jsonb_build_object(
                                       'event_id', i.id,
                                       'event_type', $2::varchar,
                                       'api_version', '2026-03-01',
                                       'created_at', to_char(n.now at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                       'sequence', null,
                                       'data', '{"message": "This is a test."}'::jsonb),
                                   true
                            from webhook_endpoints p
                            left join users u on u.id = p.user_id
                            cross join name n
                            cross join lateral (select 'evt_' || replace(n.text, '-', '') as id) i
                            where p.user_id is not distinct from $1 and p.meeting_id is null
                              and (u.id is null or coalesce(u.webhook_url, u.data ->> 'webhook_url') is not null)
                            returning id, endpoint_id
                        ), woken as (
                            update webhook_endpoints p
                            set due_at = greatest(clock_timestamp(), p.claimed_until)
                            where p.id in (select endpoint_id from made)
                        )
                        select id from made
                        """)
                .execute(Tuple.of(userId, TEST))
                .map(rows -> only(rows, "No webhook is set.").getLong("id"))
                .invoke(sent -> courier.look())
                .chain(sent -> byId(userId, sent));
    }

    /**
     * Lets all receivers of the user be tried again, at once.
     *
     * @param skip what waits is dropped instead of sent
     */
    public Uni<Void> resume(Long userId, boolean skip) {
        return pool.preparedQuery("""
                        with dropped as (
                            update webhook_deliveries d
                            set state = 'dropped', error = 'Skipped when the webhook was resumed.',
                                settled_at = clock_timestamp()
                            from webhook_endpoints p
                            where $2 and p.user_id is not distinct from $1 and d.endpoint_id = p.id
                              and d.state = 'pending'
                            returning d.id
                        ), hastened as (
                            update webhook_deliveries d
                            set next_try_at = clock_timestamp()
                            from webhook_endpoints p
                            where not $2 and p.user_id is not distinct from $1 and d.endpoint_id = p.id
                              and d.state = 'pending' and d.next_try_at > clock_timestamp()
                            returning d.id
                        )
                        update webhook_endpoints p
                        set failures = 0, failing_since = null, not_before = null, paused_at = null,
                            pause_reason = null, due_at = greatest(clock_timestamp(), p.claimed_until)
                        where p.user_id is not distinct from $1
                          and (p.paused_at is not null or p.failing_since is not null)
                          and (select count(*) from dropped) + (select count(*) from hastened) >= 0
                        """)
                .execute(Tuple.of(userId, skip))
                .invoke(done -> courier.look())
                .replaceWithVoid();
    }

    private static Row only(RowSet<Row> rows, String orElse) {
        if (rows.size() == 0) {
            throw Problem.of(404, orElse);
        }
        return rows.iterator().next();
    }

    private static Delivery delivery(Row row, Map<String, Object> payload) {
        boolean pending = row.getString("state").equals("pending");
        return new Delivery(
                row.getLong("id"),
                row.getString("event_id"),
                row.getString("event_type"),
                row.getLong("seq"),
                row.getLong("meeting_id"),
                row.getBoolean("of_system") ? "system" : row.getBoolean("of_bot") ? "bot" : "user",
                row.getString("state"),
                row.getInteger("tries"),
                row.getInteger("status_code"),
                row.getString("response"),
                row.getString("error"),
                row.getInteger("duration_ms"),
                instant(row, "created_at"),
                instant(row, "last_try_at"),
                pending ? instant(row, "next_try_at") : null,
                instant(row, "settled_at"),
                row.getLong("redelivery_of"),
                payload);
    }
}
