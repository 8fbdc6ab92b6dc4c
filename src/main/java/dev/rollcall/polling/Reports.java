package dev.rollcall.polling;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What bots and services beside this one say of how far a bot is; each word counts once, and only forward. */
@ApplicationScoped
class Reports {

    /** How often somebody else may have written between our look and our word. */
    private static final int TRIES = 5;

    /**
     * Written only while the last report is the one that was decided on. The meeting is locked first, as by a redaction, and
     * the counter of the feed last, as everywhere.
     */
    private static final String WRITE = """
            with meeting as (
                select m.id, m.user_id, p.bot_id
                from polled_bots p
                join meetings m on m.id = p.meeting_id
                where p.bot_id = $1::varchar
                for key share of m
            ), reported as (
                update polled_bots p
                set reported_status = $2::varchar,
                    reported_at     = clock_timestamp(),
                    reported_error  = $3::text,
                    reported_result = $4::jsonb,
                    next_sync_at    = case when $2::varchar not in ('done', 'error') then p.next_sync_at end
                from meeting m
                where p.bot_id = m.bot_id and p.reported_status is not distinct from $5::varchar
                returning p.bot_id, m.id as meeting_id, m.user_id
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select r.user_id, 1 from reported r
                on conflict (user_id) do update set seq = c.seq + 1
                returning c.user_id, c.seq
            )
            insert into events (user_id, seq, meeting_id, type, data)
            select c.user_id, c.seq, r.meeting_id, 'bot.reported',
                   jsonb_build_object('bot_id', r.bot_id, 'status', $2::text)
            from reported r join counter c on c.user_id = r.user_id
            returning seq
            """;

    /**
     * What became of a report.
     *
     * @param moved whether it has changed anything
     */
    record Taken(Face face, boolean moved) {}

    private final Pool pool;
    private final PolledBots bots;
    private final FeedNudges feed;
    private final PollingConfig config;

    Reports(Pool pool, PolledBots bots, FeedNudges feed, PollingConfig config) {
        this.pool = pool;
        this.bots = bots;
        this.feed = feed;
        this.config = config;
    }

    /** A {@link Problem} 404 for a bot that is gone. */
    Uni<Taken> take(StatusReport report) {
        return take(report, TRIES);
    }

    private Uni<Taken> take(StatusReport report, int tries) {
        return bots.byId(report.botId()).map(Reports::there).chain(bot -> {
            Face face = Face.of(bot.facts(), config.patience());
            if (!face.isMovedBy(report.status(), report.result() != null, bot.facts())) {
                return Uni.createFrom().item(new Taken(face, false));
            }
            return write(report, bot).chain(written -> written ? moved(report, bot.userId()) : again(report, tries));
        });
    }

    static PolledBot there(Optional<PolledBot> found) {
        return found.orElseThrow(() -> Problem.of(404, "Bot not found"));
    }

    private Uni<Taken> moved(StatusReport report, long userId) {
        return feed.tell(userId)
                .chain(() -> bots.byId(report.botId()))
                .map(Reports::there)
                .map(bot -> new Taken(Face.of(bot.facts(), config.patience()), true));
    }

    private Uni<Taken> again(StatusReport report, int tries) {
        if (tries <= 1) {
            throw Problem.unavailable("Too many report on this bot at once; try again.");
        }
        return take(report, tries - 1);
    }

    private Uni<Boolean> write(StatusReport report, PolledBot bot) {
        Facts.Report last = bot.facts().report();
        Tuple parameters = Tuple.tuple()
                .addString(report.botId())
                .addString(report.status().wire())
                .addString(report.error())
                .addValue(report.result())
                .addString(last == null ? null : last.status().wire());
        return pool.preparedQuery(WRITE).execute(parameters).map(rows -> rows.size() > 0);
    }
}
