package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.access.WebhookSettings;
import dev.rollcall.fleet.AnalyticsApi.MeetingStats;
import dev.rollcall.fleet.AnalyticsApi.TokenLine;
import dev.rollcall.fleet.AnalyticsApi.UsagePatterns;
import dev.rollcall.fleet.AnalyticsApi.UserFacts;
import dev.rollcall.fleet.AnalyticsApi.UserLine;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads for statistics of users, each one bounded statement. None selects a word that somebody said, a secret or its
 * hash.
 */
@ApplicationScoped
class UserAnalytics {

    private static final int MOST_TOKENS = 100;
    private static final int MOST_MEETINGS = 100_000;

    private static final String MASK = "********";

    private final Pool pool;

    UserAnalytics(Pool pool) {
        this.pool = pool;
    }

    Uni<List<UserLine>> users(int skip, int limit) {
        return pool.preparedQuery("""
                        select id, email, name, image_url, created_at, updated_at, max_concurrent_bots
                        from users
                        order by id desc
                        limit $1 offset $2
                        """)
                .execute(Tuple.of(limit, skip))
                .map(rows -> Rows.all(
                        rows,
                        row -> new UserLine(
                                row.getLong("id"),
                                row.getString("email"),
                                row.getString("name"),
                                row.getString("image_url"),
                                instant(row, "created_at"),
                                instant(row, "updated_at"),
                                row.getInteger("max_concurrent_bots"))));
    }

    /** @param withData whether what is stored with the user is read; else the answer's data is empty */
    Uni<Optional<UserFacts>> user(long id, boolean withData) {
        return pool.preparedQuery("""
                        select id, email, name, image_url, max_concurrent_bots, data, webhook_url, webhook_events,
                               created_at, updated_at
                        from users
                        where id = $1
                        """).execute(Tuple.of(id)).map(rows -> Rows.first(rows, row -> user(row, withData)));
    }

    private static UserFacts user(Row row, boolean withData) {
        Map<String, Object> data = withData
                ? WebhookSettings.shownIn(
                        row.getJsonObject("data"), row.getString("webhook_url"), row.getJsonObject("webhook_events"))
                : Map.of();
        return new UserFacts(
                row.getLong("id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("image_url"),
                row.getInteger("max_concurrent_bots"),
                data,
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    record Usage(MeetingStats stats, UsagePatterns patterns) {}

    /** The meetings are read once, by the index of the user's. */
    Uni<Usage> usage(long userId) {
        return pool.preparedQuery("""
                        with mine as materialized (
                            select platform, status, created_at,
                                   extract(epoch from end_time - start_time)::float8 as duration
                            from meetings
                            where user_id = $1
                            order by id desc
                            limit $2
                        )
                        select count(*) as total,
                               count(*) filter (where status = 'completed') as completed,
                               count(*) filter (where status = 'failed') as failed,
                               count(*) filter (
                                   where status in ('requested', 'joining', 'awaiting_admission', 'active')) as active,
                               count(*) filter (where status = 'stopping') as stopping,
                               sum(duration) filter (where status = 'completed') as duration,
                               avg(duration) filter (where status = 'completed') as average,
                               count(*) / greatest(ceil(extract(epoch from now() - min(created_at)) / 86400), 1)::float8
                                   as a_day,
                               max(created_at) as last_activity,
                               (select platform from mine group by platform order by count(*) desc, platform limit 1)
                                   as platform,
                               array(
                                   select extract(hour from created_at at time zone 'utc')::integer
                                   from mine
                                   group by 1
                                   order by count(*) desc, 1
                                   limit 3) as hours
                        from mine
                        """)
                .execute(Tuple.of(userId, MOST_MEETINGS))
                .map(rows -> usage(rows.iterator().next()));
    }

    private static Usage usage(Row row) {
        MeetingStats stats = new MeetingStats(
                row.getLong("total"),
                row.getLong("completed"),
                row.getLong("failed"),
                row.getLong("active"),
                row.getLong("stopping"),
                row.getDouble("duration"),
                row.getDouble("average"));
        Double aDay = row.getDouble("a_day");
        UsagePatterns patterns = new UsagePatterns(
                row.getString("platform"),
                aDay == null ? 0 : aDay,
                List.of(row.getArrayOfIntegers("hours")),
                instant(row, "last_activity"));
        return new Usage(stats, patterns);
    }

    Uni<List<TokenLine>> tokens(long userId) {
        return pool.preparedQuery("""
                        select user_id, id, created_at, scopes, name, last_used_at, expires_at
                        from api_tokens
                        where user_id = $1
                        order by id desc
                        limit $2
                        """)
                .execute(Tuple.of(userId, MOST_TOKENS))
                .map(rows -> Rows.all(
                        rows,
                        row -> new TokenLine(
                                row.getLong("user_id"),
                                row.getLong("id"),
                                MASK,
                                instant(row, "created_at"),
                                List.of(row.getArrayOfStrings("scopes")),
                                row.getString("name"),
                                instant(row, "last_used_at"),
                                instant(row, "expires_at"))));
    }
}
