package dev.rollcall.access;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.access.UserApi.UserResponse;
import dev.rollcall.access.WebhookApi.WebhookChange;
import dev.rollcall.access.WebhookApi.WebhookView;
import dev.rollcall.platform.Seal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where users want to be told of their meetings. The secret is sealed. Older services kept the address in users.data; it
 * counts until the first change, which takes it away from there, so that there is one truth.
 */
@ApplicationScoped
public class WebhookSettings {

    /**
     * Where to send what, for whoever sends it. That the address may be called was true when it was set; what its name
     * resolves to has to be looked at each time.
     *
     * @param secret null for none
     * @param events which are wanted; empty: what is sent by default
     */
    public record Webhook(String url, String secret, Map<String, Object> events) {

        /** Without the secret, and the address, which may be one too. */
        @Override
        public String toString() {
            return "Webhook[events=" + events + "]";
        }
    }

    private static final List<String> KEYS_IN_DATA = List.of("webhook_url", "webhook_secret", "webhook_events");

    /**
     * The receiver hears of what comes from now on; where it was one before, of what waits, too. A new address is a new
     * try for one that was paused. Whoever sets a secret here wants that one alone.
     */
    private static final String CHANGE = """
            with place as (
                select coalesce((select seq from event_counters where user_id = $1), 0) as seq
            ), followed as (
                insert into webhook_cursors (user_id, seq)
                select $1, seq from place
                on conflict do nothing
            ), receiver as (
                insert into webhook_endpoints as p (user_id, since_seq)
                select $1, seq from place
                on conflict (coalesce(user_id, 0)) where meeting_id is null do update
                set since_seq     = case
                        when (select coalesce(u.webhook_url, u.data ->> 'webhook_url') from users u where u.id = $1) is null
                        then excluded.since_seq
                        else p.since_seq
                    end,
                    failures      = 0,
                    failing_since = null,
                    not_before    = null,
                    paused_at     = null,
                    pause_reason  = null,
                    due_at        = greatest(clock_timestamp(), p.claimed_until)
            )
            update users
            set webhook_url           = $2,
                webhook_secret        = case when $3 then $4 else webhook_secret end,
                webhook_former_secret = case when not $3 then webhook_former_secret end,
                webhook_former_until  = case when not $3 then webhook_former_until end,
                webhook_events        = case when $5 then $6::text::jsonb else webhook_events end,
                webhook_changed_at    = clock_timestamp(),
                data                  = data - $7::text[],
                updated_at            = clock_timestamp()
            where id = $1
            returning id, email, name, image_url, max_concurrent_bots, data, created_at, updated_at, external_id,
                      webhook_url, webhook_events, post_meeting_since is not null as post_meeting_tasks
            """;

    /** What waits for this receiver is of no use any more; the log of what was sent stays. */
    private static final String CLEAR = """
            with dropped as (
                update webhook_deliveries d
                set state = 'dropped', error = 'The webhook was taken away.', settled_at = clock_timestamp()
                from webhook_endpoints p
                where p.user_id = $1 and p.meeting_id is null and d.endpoint_id = p.id and d.state = 'pending'
            ), receiver as (
                update webhook_endpoints
                set failures = 0, failing_since = null, not_before = null, paused_at = null, pause_reason = null
                where user_id = $1 and meeting_id is null
            )
            update users
            set webhook_url           = null,
                webhook_secret        = null,
                webhook_former_secret = null,
                webhook_former_until  = null,
                webhook_events        = '{}',
                webhook_changed_at    = clock_timestamp(),
                data                  = data - $2::text[],
                updated_at            = clock_timestamp()
            where id = $1
            """;

    private final Pool pool;
    private final Seal seal;

    WebhookSettings(Pool pool, Seal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** The webhook of a user; empty when none is set. */
    public Uni<Optional<Webhook>> of(long userId) {
        return pool.preparedQuery("""
                        select coalesce(webhook_url, data ->> 'webhook_url') as webhook_url, webhook_secret,
                               webhook_events
                        from users
                        where id = $1 and coalesce(webhook_url, data ->> 'webhook_url') is not null
                        """)
                .execute(Tuple.of(userId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(webhook(userId, rows.iterator().next())));
    }

    private Webhook webhook(long userId, Row row) {
        String sealed = row.getString("webhook_secret");
        return new Webhook(
                row.getString("webhook_url"),
                sealed == null ? null : seal.open(sealed, place(userId)),
                row.getJsonObject("webhook_events").getMap());
    }

    public Uni<WebhookView> view(long userId) {
        return pool.preparedQuery("""
                        select coalesce(u.webhook_url, u.data ->> 'webhook_url') as webhook_url,
                               u.webhook_secret is not null as has_secret, u.webhook_events, u.webhook_changed_at,
                               case when u.webhook_former_until > clock_timestamp() then u.webhook_former_until end
                                   as former_until,
                               p.failing_since, p.paused_at, p.pause_reason,
                               (select count(*)::int
                                from (
                                    select
                                    from webhook_endpoints o
                                    join webhook_deliveries d on d.endpoint_id = o.id and d.state = 'pending'
                                    where o.user_id = u.id
                                    limit 1000) w) as waiting
                        from users u
                        left join webhook_endpoints p on p.user_id = u.id and p.meeting_id is null
                        where u.id = $1
                        """)
                .execute(Tuple.of(userId))
                .map(rows -> view(rows.iterator().next()));
    }

    private static WebhookView view(Row row) {
        String url = row.getString("webhook_url");
        return new WebhookView(
                url,
                row.getBoolean("has_secret") ? WebhookView.MASK : null,
                row.getJsonObject("webhook_events").getMap(),
                instant(row, "webhook_changed_at"),
                url == null
                        ? "none"
                        : instant(row, "paused_at") != null
                                ? "paused"
                                : instant(row, "failing_since") != null ? "failing" : "ok",
                instant(row, "failing_since"),
                instant(row, "paused_at"),
                row.getString("pause_reason"),
                row.getInteger("waiting"),
                instant(row, "former_until"));
    }

    /** After {@link WebhookChange#check}. */
    public Uni<Void> set(long userId, WebhookChange change) {
        return change(userId, change).replaceWithVoid();
    }

    /** After {@link WebhookChange#check}. */
    Uni<UserResponse> change(long userId, WebhookChange change) {
        String secret = change.secret() == null ? null : seal.seal(change.secret(), place(userId));
        Tuple parameters = Tuple.tuple()
                .addLong(userId)
                .addString(change.url())
                .addBoolean(change.changesSecret())
                .addString(secret)
                .addBoolean(change.changesEvents())
                .addString(change.events())
                .addArrayOfString(KEYS_IN_DATA.toArray(String[]::new));
        return pool.preparedQuery(CHANGE)
                .execute(parameters)
                .map(rows -> user(rows.iterator().next()));
    }

    private static UserResponse user(Row row) {
        return new UserResponse(
                row.getString("email"),
                row.getString("name"),
                row.getString("image_url"),
                row.getInteger("max_concurrent_bots"),
                shownIn(row.getJsonObject("data"), row.getString("webhook_url"), row.getJsonObject("webhook_events")),
                row.getLong("id"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getString("external_id"),
                row.getBoolean("post_meeting_tasks"));
    }

    public Uni<Void> clear(long userId) {
        return pool.preparedQuery(CLEAR)
                .execute(Tuple.of(userId, KEYS_IN_DATA.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** A user's data with the webhook in it, where existing clients look for it; the secret never. */
    public static Map<String, Object> shownIn(JsonObject data, String url, JsonObject events) {
        Map<String, Object> shown = new TreeMap<>(data.getMap());
        shown.remove("webhook_secret");
        if (url != null) {
            shown.put("webhook_url", url);
        }
        if (events != null && !events.isEmpty()) {
            shown.put("webhook_events", events.getMap());
        }
        return shown;
    }

    /** Where a user's secret is sealed for. */
    public static String place(long userId) {
        return "users/" + userId + "/webhook_secret";
    }

    /** Where the one before is sealed for, while both sign. */
    public static String placeOfFormer(long userId) {
        return "users/" + userId + "/webhook_former_secret";
    }
}
