package dev.rollcall.polling;

import dev.rollcall.platform.Rows;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table of what frontends know bots by. */
@ApplicationScoped
class PolledBots {

    private static final String OF_MEETING = "select " + PolledBot.COLUMNS + """
            from meetings m
            join users u on u.id = m.user_id
            left join post_meeting_jobs j on j.meeting_id = m.id
            left join lateral (
                select *
                from polled_bots b
                where b.meeting_id = m.id
                order by b.created_at desc
                limit 1) p on true
            where m.id = $1 and m.user_id = $2
            """;

    private static final String OF_BOTS = "select " + PolledBot.COLUMNS + """
            from polled_bots p
            join meetings m on m.id = p.meeting_id
            join users u on u.id = m.user_id
            left join post_meeting_jobs j on j.meeting_id = m.id
            """;

    private static final String BY_ID = OF_BOTS + "where p.bot_id = $1";

    /** Of those that are old enough to be past keeping, the next after one of them. */
    private static final String OLDER = OF_BOTS + """
            where p.created_at < clock_timestamp() - $1 * interval '1 millisecond'
              and (p.created_at, p.bot_id) > ($2::timestamptz, $3::varchar)
            order by p.created_at, p.bot_id
            limit $4
            """;

    private final Pool pool;
    private final PollingConfig config;

    PolledBots(Pool pool, PollingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    static String newId() {
        return "bot_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** In the transaction that reserves the bot. */
    Uni<Void> add(SqlConnection connection, String botId, TransitionRecord reservation) {
        return add((SqlClient) connection, botId, reservation.meetingId()).replaceWithVoid();
    }

    /** The id that this meeting's bot was given; a new one where it was not sent by a trigger. */
    Uni<String> idOf(long meetingId) {
        return pool.preparedQuery("""
                        select p.bot_id
                        from polled_bots p
                        where p.meeting_id = $1
                        order by p.created_at desc
                        limit 1
                        """)
                .execute(Tuple.of(meetingId))
                .map(rows -> Rows.first(rows, row -> row.getString("bot_id")))
                .chain(known -> known.isPresent() ? Uni.createFrom().item(known.get()) : add(pool, newId(), meetingId));
    }

    private Uni<String> add(SqlClient client, String botId, long meetingId) {
        Long sync = config.externalUrl().isPresent() ? config.syncEvery().toMillis() : null;
        return client.preparedQuery("""
                        insert into polled_bots (bot_id, meeting_id, session_id, next_sync_at)
                        select $1, s.meeting_id, s.id, clock_timestamp() + $3::bigint * interval '1 millisecond'
                        from meeting_sessions s
                        where s.meeting_id = $2
                        order by s.id desc
                        limit 1
                        """)
                .execute(Tuple.of(botId, meetingId, sync))
                .replaceWith(botId);
    }

    Uni<Optional<PolledBot>> byId(String botId) {
        return pool.preparedQuery(BY_ID).execute(Tuple.of(botId)).map(rows -> Rows.first(rows, PolledBot::of));
    }

    /** The newest bot of a meeting of this user, whether or not it was sent by a trigger. */
    Uni<Optional<PolledBot>> ofMeeting(long userId, long meetingId) {
        return pool.preparedQuery(OF_MEETING)
                .execute(Tuple.of(meetingId, userId))
                .map(rows -> Rows.first(rows, PolledBot::of));
    }

    /** The oldest first. */
    Uni<List<PolledBot>> olderThan(Duration age, Instant afterTime, String afterId, int limit) {
        return pool.preparedQuery(OLDER)
                .execute(Tuple.of(age.toMillis(), afterTime.atOffset(ZoneOffset.UTC), afterId, limit))
                .map(rows -> Rows.all(rows, PolledBot::of));
    }

    Uni<Integer> delete(List<String> botIds) {
        return pool.preparedQuery("delete from polled_bots where bot_id = any ($1)")
                .execute(Tuple.of(botIds.toArray(String[]::new)))
                .map(rows -> rows.rowCount());
    }
}
