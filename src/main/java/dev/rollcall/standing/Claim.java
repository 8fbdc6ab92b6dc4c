package dev.rollcall.standing;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * A bot that this replica has taken, as its row said then.
 *
 * @param generation of this taking
 * @param revision of what it is connected with
 * @param sealedCredentials null for none
 * @param waitMillis until the next try by the database's clock; null when none is waiting
 */
record Claim(
        long botId,
        String connector,
        String category,
        String name,
        String baseUrl,
        String sealedCredentials,
        JsonObject settings,
        long generation,
        long revision,
        Status status,
        String code,
        String message,
        int attempts,
        Long waitMillis) {

    /** What {@link #of} reads. */
    static final String COLUMNS = """
            b.id, b.connector, b.category, b.name, b.base_url, b.credentials, b.settings, b.generation, b.revision,
            b.status, b.status_code, b.status_message, b.attempts,
            (extract(epoch from b.next_attempt_at - clock_timestamp()) * 1000)::bigint as wait_millis""";

    static Claim of(Row row) {
        return new Claim(
                row.getLong("id"),
                row.getString("connector"),
                row.getString("category"),
                row.getString("name"),
                row.getString("base_url"),
                row.getString("credentials"),
                row.getJsonObject("settings"),
                row.getLong("generation"),
                row.getLong("revision"),
                Status.of(row.getShort("status")),
                row.getString("status_code"),
                row.getString("status_message"),
                row.getInteger("attempts"),
                row.getLong("wait_millis"));
    }

    /** What it was tried with counts on, unless nobody knows how it stands. */
    Standing standing(ConnectionBackoff.Limits limits, Instant now) {
        Standing fresh = Standing.unknown(ConnectionBackoff.of(limits));
        if (status != Status.AUTH_FAILED && status != Status.CONNECTION_ERROR) {
            return fresh;
        }
        return fresh.is(status, code, message)
                .with(new ConnectionBackoff(limits, attempts, null, false))
                .next(waitMillis == null ? null : now.plusMillis(waitMillis));
    }

    /** Without address, settings and credentials. */
    @Override
    public String toString() {
        return "Claim[bot=" + botId + ", generation=" + generation + ", revision=" + revision + "]";
    }
}
