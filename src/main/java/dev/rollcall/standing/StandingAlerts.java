package dev.rollcall.standing;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.FleetAlert;
import dev.rollcall.platform.FleetAlerts;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells operators of each active bot that is not connected for longer than a moment: once when it begins, once when it is
 * over, whatever it does in between. What an operator has stopped is over.
 */
@ApplicationScoped
class StandingAlerts implements FleetAlerts {

    private static final String KEY = "standing_bot/";
    private static final int MOST = 1000;

    private record BotAlert(long botId, boolean raised, Map<String, Object> facts) implements FleetAlert {

        @Override
        public String key() {
            return KEY + botId;
        }

        @Override
        public String name() {
            return "standing_bot_unhealthy";
        }

        @Override
        public String nameOfEnd() {
            return "standing_bot_recovered";
        }

        @Override
        public Uni<Look> look() {
            return Uni.createFrom().item(new Look(raised, facts));
        }
    }

    private final Pool pool;
    private final StandingConfig config;

    StandingAlerts(Pool pool, StandingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Also of bots that were deleted while their alert was on. */
    @Override
    public Uni<List<FleetAlert>> present() {
        return pool.preparedQuery("""
                        with told as materialized (
                            select substr(a.name, length($2::text) + 1)::bigint as bot_id
                            from fleet_alerts a
                            where a.raised and a.name ~ ('^' || $2::text || '[0-9]+$')
                        )
                        select s.*,
                               s.is_active and s.shown not in (1, 4)
                               and (s.shown = 2 or s.unhealthy_since <= clock_timestamp() - $1 * interval '1 millisecond')
                                   as raised
                        from (
                            select b.id, b.connector, b.category, b.name, b.is_active, b.status_code, b.status_message,
                                   b.status_since, %1$s as shown,
                                   coalesce(
                                       (select h.at
                                        from connection_history h
                                        where h.bot_id = b.id and h.from_status in (1, 4)
                                        order by h.id desc
                                        limit 1),
                                       b.created_at) as unhealthy_since
                            from standing_bots b
                            union all
                            select t.bot_id, null, null, null, false, null, null, null, 0, null
                            from told t
                            where not exists (select from standing_bots b where b.id = t.bot_id)) s
                        limit $3
                        """.formatted(StandingQueries.STATUS))
                .execute(Tuple.of(config.alertAfter().toMillis(), KEY, MOST))
                .map(rows -> Rows.all(rows, StandingAlerts::alert));
    }

    private static FleetAlert alert(Row row) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", row.getLong("id"));
        facts.put("connector", row.getString("connector"));
        facts.put("category", row.getString("category"));
        facts.put("name", row.getString("name"));
        facts.put("status_name", Status.of(row.getInteger("shown")).name());
        facts.put("status_code", row.getString("status_code"));
        facts.put("status_message", row.getString("status_message"));
        facts.put("status_since", String.valueOf(instant(row, "status_since")));
        return new BotAlert(row.getLong("id"), row.getBoolean("raised"), facts);
    }
}
