package dev.rollcall.access;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.access.WebhookApi.NewSecret;
import dev.rollcall.access.WebhookApi.SecretChange;
import dev.rollcall.access.WebhookApi.WebhookView;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Seal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;

/** Changes the secret of a user's webhook while it is in use: for a while the one before signs, too. */
@ApplicationScoped
public class WebhookSecrets {

    private static final int BYTES = 32;

    // not static: a native image would bake its seed in
    private final SecureRandom random = new SecureRandom();
    private final Pool pool;
    private final Seal seal;

    WebhookSecrets(Pool pool, Seal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** After {@link SecretChange#check}. A {@link Problem} 404 when there is no webhook. */
    public Uni<NewSecret> change(long userId, SecretChange change) {
        String secret = change.secret() == null ? made() : change.secret();
        String shown = change.secret() == null ? secret : WebhookView.MASK;
        return pool.preparedQuery("""
                        select webhook_secret
                        from users
                        where id = $1 and coalesce(webhook_url, data ->> 'webhook_url') is not null
                        """)
                .execute(Tuple.of(userId))
                .map(WebhookSecrets::present)
                .chain(present -> write(userId, present, secret, change.hours()))
                .map(rows -> new NewSecret(shown, instant(only(rows), "webhook_former_until")));
    }

    private static String present(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.of(404, "No webhook is set.");
        }
        return rows.iterator().next().getString("webhook_secret");
    }

    /** Where nobody else has changed it meanwhile. */
    private Uni<RowSet<Row>> write(long userId, String present, String secret, int hours) {
        String former = present == null || hours == 0
                ? null
                : seal.seal(seal.open(present, WebhookSettings.place(userId)), WebhookSettings.placeOfFormer(userId));
        Tuple parameters = Tuple.of(userId, present, seal.seal(secret, WebhookSettings.place(userId)), former, hours);
        return pool.preparedQuery("""
                        update users
                        set webhook_secret        = $3,
                            webhook_former_secret = $4,
                            webhook_former_until  = case
                                when $4::text is not null then clock_timestamp() + $5 * interval '1 hour'
                            end,
                            webhook_changed_at    = clock_timestamp()
                        where id = $1 and webhook_secret is not distinct from $2
                        returning webhook_former_until
                        """).execute(parameters);
    }

    private static Row only(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.of(409, "The secret was changed by somebody else just now; try again.");
        }
        return rows.iterator().next();
    }

    private String made() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
