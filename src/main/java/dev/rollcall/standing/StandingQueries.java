package dev.rollcall.standing;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import dev.rollcall.standing.StandingApi.Change;
import dev.rollcall.standing.StandingApi.FoundFacts;
import dev.rollcall.standing.StandingApi.Health;
import dev.rollcall.standing.StandingApi.History;
import dev.rollcall.standing.StandingApi.StandingBot;
import dev.rollcall.standing.StandingApi.StandingBots;
import dev.rollcall.standing.StandingApi.UnhealthyBot;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Reads standing bots as they are now, by the database's clock. */
@ApplicationScoped
public class StandingQueries {

    /**
     * The status that counts, as a number: a report holds for two intervals, and one that an operator has set holds as long
     * as the wish does.
     */
    static final String STATUS = """
            (case
                when b.status in (1, 2, 3) and b.status_until <= clock_timestamp() then 0
                when b.status = 4 and b.is_active and b.stopped_at is null
                     and (b.paused_until is null or b.paused_until <= clock_timestamp()) then 0
                else b.status
            end)::int""";

    private static final String BOTS = """
            select b.*, %s as shown
            from standing_bots b
            """.formatted(STATUS);

    private static final int UNHEALTHY_SHOWN = 1000;

    private final Pool pool;

    StandingQueries(Pool pool) {
        this.pool = pool;
    }

    /** @throws Problem 404 when there is none */
    public Uni<StandingBot> byId(long id) {
        return pool.preparedQuery(BOTS + "where b.id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.first(rows, StandingQueries::bot).orElseThrow(StandingQueries::none));
    }

    static Problem none() {
        return Problem.of(404, "There is no such standing bot.");
    }

    /** By connector, category and name. */
    public Uni<StandingBots> page(StandingFilter filter) {
        return pool.preparedQuery("""
                        select s.*, count(*) over () as total
                        from (%s) s
                        where ($1::varchar is null or s.connector = $1)
                          and ($2::int is null or s.shown = $2)
                          and ($3::boolean is null or (s.is_active and s.shown <> 1) = $3)
                        order by s.connector, s.category, s.name
                        limit $4 offset $5
                        """.formatted(BOTS))
                .execute(Tuple.of(
                        filter.connector(),
                        filter.status() == null ? null : filter.status().number(),
                        filter.unhealthy(),
                        filter.limit(),
                        filter.offset()))
                .chain(rows -> rows.size() == 0 && filter.offset() > 0
                        ? page(filter.first()).map(first -> new StandingBots(List.of(), first.total()))
                        : Uni.createFrom()
                                .item(new StandingBots(
                                        Rows.all(rows, StandingQueries::bot),
                                        Rows.first(rows, row -> row.getLong("total"))
                                                .orElse(0L))));
    }

    /** The newest first; a 404 when there is no such bot. @param before the id of a change; null for the newest */
    public Uni<History> history(long id, int limit, Long before) {
        return byId(id).chain(bot -> pool.preparedQuery("""
                        select h.*
                        from connection_history h
                        where h.bot_id = $1 and ($2::bigint is null or h.id < $2)
                        order by h.id desc
                        limit $3
                        """).execute(Tuple.of(id, before, limit + 1)))
                .map(rows -> Rows.all(rows, StandingQueries::change))
                .map(changes -> {
                    boolean more = changes.size() > limit;
                    List<Change> page = more ? changes.subList(0, limit) : changes;
                    return new History(page, more, more ? page.get(limit - 1).id() : null);
                });
    }

    /** For monitors: an active bot that nobody has stopped or paused should be connected. */
    public Uni<Health> health() {
        return pool.preparedQuery("""
                        select s.*, count(*) over () as active
                        from (%s) s
                        where s.is_active and s.shown <> 4
                        order by (s.shown = 1), s.connector, s.category, s.name
                        limit $1
                        """.formatted(BOTS))
                .execute(Tuple.of(UNHEALTHY_SHOWN))
                .map(rows -> {
                    List<UnhealthyBot> unhealthy = Rows.all(rows, StandingQueries::unhealthy).stream()
                            .filter(bot -> bot.statusName() != Status.CONNECTED)
                            .toList();
                    return new Health(
                            unhealthy.isEmpty() ? "healthy" : "unhealthy",
                            Rows.first(rows, row -> row.getLong("active")).orElse(0L),
                            unhealthy);
                });
    }

    private static UnhealthyBot unhealthy(Row row) {
        Status status = Status.of(row.getInteger("shown"));
        return new UnhealthyBot(
                row.getLong("id"),
                row.getString("connector"),
                row.getString("category"),
                row.getString("name"),
                status.number(),
                status,
                instant(row, "status_since"));
    }

    private static StandingBot bot(Row row) {
        Status status = Status.of(row.getInteger("shown"));
        boolean lapsed = status == Status.UNKNOWN && row.getShort("status") != 0;
        boolean active = row.getBoolean("is_active");
        UUID owner = row.getUUID("owner");
        return new StandingBot(
                row.getLong("id"),
                row.getString("connector"),
                row.getString("category"),
                row.getString("name"),
                row.getString("base_url"),
                active,
                row.getString("credentials") != null,
                row.getJsonObject("settings").getMap(),
                status.number(),
                status,
                lapsed ? "no_report" : row.getString("status_code"),
                lapsed ? "Nobody has said for a while how it is." : row.getString("status_message"),
                instant(row, "status_since"),
                active && status == Status.CONNECTED,
                instant(row, "last_connected_at"),
                instant(row, "last_status_check_at"),
                facts(row),
                row.getLong("flap_count"),
                row.getInteger("attempts"),
                instant(row, "next_attempt_at"),
                owner == null ? null : owner.toString(),
                instant(row, "stopped_at"),
                instant(row, "paused_until"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static FoundFacts facts(Row row) {
        return new FoundFacts(
                row.getBoolean("credentials_ok"),
                instant(row, "credentials_checked_at"),
                row.getBoolean("api_reachable"),
                instant(row, "api_checked_at"),
                row.getInteger("rooms_open"),
                row.getInteger("rooms_known"),
                instant(row, "rooms_checked_at"));
    }

    private static Change change(Row row) {
        Status from = Status.of(row.getShort("from_status"));
        Status to = Status.of(row.getShort("status"));
        return new Change(
                row.getLong("id"),
                instant(row, "at"),
                from.number(),
                from,
                to.number(),
                to,
                row.getString("code"),
                row.getString("message"),
                row.getString("source"));
    }
}
