package dev.rollcall.standing;

import dev.rollcall.platform.Rows;
import dev.rollcall.standing.StandingPlan.Decision;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes statuses that were found, each change together with its line of the history. Only who holds the lease, and knows
 * the bot as it is now, may write.
 */
@ApplicationScoped
class Statuses {

    /** A change that was written. */
    record Changed(long botId, String connector, Status from, Status to) {

        boolean isFlap() {
            return from == Status.CONNECTED && (to == Status.AUTH_FAILED || to == Status.CONNECTION_ERROR);
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int LONGEST_MESSAGE = 500;
    private static final int LONGEST_CODE = 60;
    private static final int BATCH = 100;

    private final Pool pool;
    private final StandingConfig config;

    Statuses(Pool pool, StandingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    private static final String WRITE = """
            with held as (
                select id, status
                from standing_bots
                where id = $1 and owner = $2 and generation = $3 and revision = $4 and lease_until > clock_timestamp()
                for update
            ), written as (
                update standing_bots b
                set status                 = $5,
                    status_code            = $6,
                    status_message         = $7,
                    status_since           = case when h.status <> $5 then clock_timestamp() else b.status_since end,
                    status_until           = case
                        when $8 then clock_timestamp() + $9 * interval '1 millisecond'
                        else b.status_until
                    end,
                    last_status_check_at   = clock_timestamp(),
                    last_connected_at      = case when $5 = 1 and $8 then clock_timestamp() else b.last_connected_at end,
                    flap_count             = b.flap_count + case when h.status = 1 and $5 in (2, 3) then 1 else 0 end,
                    attempts               = $10,
                    next_attempt_at        = clock_timestamp() + $11::bigint * interval '1 millisecond',
                    credentials_ok         = coalesce($12, b.credentials_ok),
                    credentials_checked_at = case when $12 is not null then clock_timestamp() else b.credentials_checked_at end,
                    api_reachable          = coalesce($13, b.api_reachable),
                    api_checked_at         = case when $13 is not null then clock_timestamp() else b.api_checked_at end,
                    rooms_open             = coalesce($14, b.rooms_open),
                    rooms_known            = coalesce($15, b.rooms_known),
                    rooms_checked_at       = case when $14 is not null then clock_timestamp() else b.rooms_checked_at end
                from held h
                where b.id = h.id
                returning b.id, b.connector, b.category, b.name, h.status as former
            ), noted as (
                insert into connection_history (bot_id, from_status, status, code, message, source, generation)
                select w.id, w.former, $5, $6, $7, 'connector', $3
                from written w
                where w.former <> $5
                %s
            ), %s
            select id, connector, former from written
            """.formatted(StandingFeed.NOTED, StandingFeed.TOLD)
            .replace("$5", "$5::smallint")
            .replace("$6", "$6::varchar")
            .replace("$7", "$7::text")
            .replace("$8", "$8::boolean")
            .replace("$12", "$12::boolean")
            .replace("$13", "$13::boolean")
            .replace("$14", "$14::integer")
            .replace("$15", "$15::integer");

    /** What was there before; empty when the bot is not held as the claim says, and nothing was written. */
    Uni<Optional<Changed>> write(UUID owner, Claim claim, Decision decision, Facts found, Instant now) {
        var standing = decision.standing();
        Object[] parameters = {
            claim.botId(),
            owner,
            claim.generation(),
            claim.revision(),
            standing.status().number(),
            cut(standing.code(), LONGEST_CODE),
            cut(standing.message(), LONGEST_MESSAGE),
            decision.confirms(),
            2 * config.interval().toMillis(),
            standing.backoff().tries(),
            standing.nextAttemptAt() == null
                    ? null
                    : Math.max(
                            0, Duration.between(now, standing.nextAttemptAt()).toMillis()),
            found.credentialsOk(),
            found.apiReachable(),
            found.roomsOpen(),
            found.roomsKnown()
        };
        return pool.preparedQuery(WRITE)
                .execute(Tuple.from(Arrays.asList(parameters)))
                .map(rows -> Rows.first(rows, row -> changed(row, standing.status())))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** Zero bytes cannot be stored. */
    private static String cut(String text, int longest) {
        if (text == null) {
            return null;
        }
        String storable = text.replace('\0', '?');
        return storable.length() <= longest ? storable : storable.substring(0, longest - 1) + "…";
    }

    private static final String LAPSE = """
            with silent as (
                select id, status
                from standing_bots
                where status in (1, 2, 3) and status_until <= clock_timestamp()
                limit $1
                for update skip locked
            ), written as (
                update standing_bots b
                set status         = 0,
                    status_code    = 'no_report',
                    status_message = 'Nobody has said for a while how it is.',
                    status_since   = b.status_until,
                    status_until   = null
                from silent s
                where b.id = s.id
                returning b.id, b.connector, b.category, b.name, b.generation, b.status_since, s.status as former
            ), noted as (
                insert into connection_history (bot_id, at, from_status, status, code, message, source, generation)
                select id, status_since, former, 0, 'no_report', 'Nobody has said for a while how it is.', 'lease', generation
                from written
                %s
            ), %s
            select id, connector, former from written
            """.formatted(StandingFeed.NOTED, StandingFeed.TOLD);

    /** Makes UNKNOWN what nobody has confirmed in time. What readers see was UNKNOWN from that moment on. */
    Uni<List<Changed>> lapse() {
        return pool.preparedQuery(LAPSE)
                .execute(Tuple.of(BATCH))
                .map(rows -> Rows.all(rows, row -> changed(row, Status.UNKNOWN)))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    private static Changed changed(Row row, Status to) {
        return new Changed(row.getLong("id"), row.getString("connector"), Status.of(row.getShort("former")), to);
    }
}
