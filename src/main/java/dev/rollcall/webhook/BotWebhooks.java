package dev.rollcall.webhook;

import dev.rollcall.access.WebhookFields;
import dev.rollcall.platform.Seal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Webhooks that came with the order of a bot: told of its meeting alone, beside the user's own. */
@ApplicationScoped
public class BotWebhooks {

    private final Seal seal;

    BotWebhooks(Seal seal) {
        this.seal = seal;
    }

    /**
     * For the transaction that takes the order. Another one for a meeting that goes on takes the place of the first.
     *
     * @param seq of the event that tells of the order: the first that is sent
     */
    public Uni<Void> set(SqlConnection connection, long userId, long meetingId, long seq, WebhookFields webhook) {
        Tuple parameters = Tuple.tuple()
                .addLong(userId)
                .addLong(meetingId)
                .addLong(seq - 1)
                .addString(webhook.url())
                .addString(webhook.secret() == null ? null : seal.seal(webhook.secret(), place(meetingId)))
                .addValue(new JsonObject(webhook.events()));
        return connection.preparedQuery("""
                        with followed as (
                            insert into webhook_cursors (user_id, seq)
                            values ($1, $3)
                            on conflict do nothing
                        )
                        insert into webhook_endpoints as p (user_id, meeting_id, since_seq, url, secret, events)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (meeting_id) do update
                        set url           = excluded.url,
                            secret        = excluded.secret,
                            events        = excluded.events,
                            failures      = 0,
                            failing_since = null,
                            not_before    = null,
                            paused_at     = null,
                            pause_reason  = null
                        """).execute(parameters).replaceWithVoid();
    }

    /** Where the secret of a bot's webhook is sealed for. */
    static String place(long meetingId) {
        return WebhookFields.placeOfBot(meetingId);
    }
}
