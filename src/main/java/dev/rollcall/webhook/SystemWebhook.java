package dev.rollcall.webhook;

import static dev.rollcall.platform.Timestamps.instant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;

/** The system's own webhook, and how it fares. Its address and secret are configuration. */
@ApplicationScoped
public class SystemWebhook {

    /**
     * @param host where it leads; the rest of the address may be a secret. Null when none is set
     * @param pausedReason gone (it answered 410) or failing (for too long)
     * @param waiting deliveries that are not sent yet; at most 1,000 are counted
     */
    public record View(
            String host, boolean signed, Instant failingSince, Instant pausedAt, String pausedReason, int waiting) {}

    private final Pool pool;
    private final DeliveryConfig config;

    SystemWebhook(Pool pool, DeliveryConfig config) {
        this.pool = pool;
        this.config = config;
    }

    public Uni<View> view() {
        return pool.query("""
                        select p.failing_since, p.paused_at, p.pause_reason,
                               (select count(*)::int
                                from (
                                    select
                                    from webhook_deliveries d
                                    where d.endpoint_id = p.id and d.state = 'pending'
                                    limit 1000) w) as waiting
                        from webhook_endpoints p
                        where p.user_id is null and p.meeting_id is null
                        """).execute().map(rows -> view(rows.iterator().next()));
    }

    private View view(Row row) {
        return new View(
                config.systemUrl().map(SystemWebhook::host).orElse(null),
                config.systemSecret().isPresent(),
                instant(row, "failing_since"),
                instant(row, "paused_at"),
                row.getString("pause_reason"),
                row.getInteger("waiting"));
    }

    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "an address" : host;
        } catch (IllegalArgumentException notAnAddress) {
            return "an address";
        }
    }
}
