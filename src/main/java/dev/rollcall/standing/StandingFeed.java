package dev.rollcall.standing;

import dev.rollcall.event.OperatorFeed;

/** What a statement that changes statuses adds, so that each change is in the operators' feed, too. */
final class StandingFeed {

    /**
     * After {@code written}, which has id, connector, category and name of the bots, and {@code noted}, which returns the
     * rows of the history. The counter is locked last and until the commit, as with users' feeds.
     */
    static final String TOLD = """
            counter as (
                insert into event_counters as c (user_id, seq)
                select %1$d, count(*) from noted having count(*) > 0
                on conflict (user_id) do update set seq = c.seq + excluded.seq
                returning c.seq
            ), told as (
                insert into events (user_id, seq, type, data)
                select %1$d,
                       c.seq - count(*) over () + row_number() over (order by n.bot_id),
                       'standing_bot.status_change',
                       jsonb_build_object(
                           'id', n.bot_id, 'connector', w.connector, 'category', w.category, 'name', w.name,
                           'from', n.from_status, 'from_name', names.of_status[n.from_status + 1],
                           'to', n.status, 'to_name', names.of_status[n.status + 1],
                           'code', n.code, 'message', n.message, 'source', n.source)
                from noted n
                join written w on w.id = n.bot_id
                cross join counter c
                cross join (
                    select array['UNKNOWN', 'CONNECTED', 'AUTH_FAILED', 'CONNECTION_ERROR', 'DISCONNECTED']) as names (of_status)
            )
            """.formatted(OperatorFeed.ID);

    /** What {@code noted} has to return. */
    static final String NOTED = "returning bot_id, from_status, status, code, message, source";

    private StandingFeed() {}
}
