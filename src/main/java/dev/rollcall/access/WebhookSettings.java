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

    Uni<WebhookView> view(long userId) {
        return pool.preparedQuery("""
                        select coalesce(webhook_url, data ->> 'webhook_url') as webhook_url,
                               webhook_secret is not null as has_secret, webhook_events, webhook_changed_at
                        from users
                        where id = $1
                        """).execute(Tuple.of(userId)).map(rows -> {
            Row row = rows.iterator().next();
            return WebhookView.of(
                    row.getString("webhook_url"),
                    row.getBoolean("has_secret"),
                    row.getJsonObject("webhook_events").getMap(),
                    instant(row, "webhook_changed_at"));
        });
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
        return pool.preparedQuery("""
                        update users
                        set webhook_url        = $2,
                            webhook_secret     = case when $3 then $4 else webhook_secret end,
                            webhook_events     = case when $5 then $6::text::jsonb else webhook_events end,
                            webhook_changed_at = clock_timestamp(),
                            data               = data - $7::text[],
                            updated_at         = clock_timestamp()
                        where id = $1
                        returning id, email, name, image_url, max_concurrent_bots, data, created_at, updated_at,
                                  webhook_url, webhook_events
                        """)
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
                instant(row, "updated_at"));
    }

    Uni<Void> clear(long userId) {
        return pool.preparedQuery("""
                        update users
                        set webhook_url        = null,
                            webhook_secret     = null,
                            webhook_events     = '{}',
                            webhook_changed_at = clock_timestamp(),
                            data               = data - $2::text[],
                            updated_at         = clock_timestamp()
                        where id = $1
                        """)
                .execute(Tuple.of(userId, KEYS_IN_DATA.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** A user's data with the webhook in it, where existing clients look for it; the secret never. */
    static Map<String, Object> shownIn(JsonObject data, String url, JsonObject events) {
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
    static String place(long userId) {
        return "users/" + userId + "/webhook_secret";
    }
}
