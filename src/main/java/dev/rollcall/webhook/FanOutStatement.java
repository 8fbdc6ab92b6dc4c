package dev.rollcall.webhook;

/**
 * The next events of one user's feed as deliveries, and the user's cursor behind them, in one statement. It reads the
 * feed after its commit, so what changes a meeting knows nothing of webhooks; and since the feed is gapless and in the
 * order of its commits, a cursor is all that it takes to lose nothing and to do nothing twice.
 *
 * <p>$1 the user, $2 events at most, $3 what receivers get who have not said what they want.
 */
final class FanOutStatement {

    private FanOutStatement() {}

    /** Of what a meeting's data hold: settings, secrets and what only operators look at. */
    private static final String INTERNAL = """
            array['webhook_url', 'webhook_secret', 'webhook_events', 'webhook_delivery', 'webhook_deliveries', 'passcode',
                  'meeting_url', 'zoom_obf_token', 'session_token', 'bot_logs', 'bot_resources']""";

    /** The meeting as it was at that event, as far as its row still tells; of a redacted one no words. */
    private static final String MEETING =
            """
            case
                when m.id is null then null
                when m.redacted_key is not null then jsonb_build_object(
                    'id', m.id, 'user_id', m.user_id, 'platform', m.platform, 'status', coalesce(n.data ->> 'to', m.status),
                    'data', '{"redacted": true}'::jsonb)
                else jsonb_build_object(
                    'id', m.id,
                    'user_id', m.user_id,
                    'platform', m.platform,
                    'native_meeting_id', m.platform_specific_id,
                    'constructed_meeting_url', split_part(split_part(m.bot_order ->> 'meeting_url', '?', 1), '#', 1),
                    'status', coalesce(n.data ->> 'to', m.status),
                    'bot_container_id', coalesce(m.bot_container_id, m.workload),
                    'start_time', case when m.start_time <= n.at then %1$s end,
                    'end_time', case when n.ended then %2$s end,
                    'completion_reason', case when n.ended then m.completion_reason end,
                    'failure_stage', case when n.ended then m.failure_stage end,
                    'data', m.data - %5$s,
                    'created_at', %3$s,
                    'updated_at', %4$s)
            end""".formatted(time("m.start_time"), time("m.end_time"), time("m.created_at"), time("n.at"), INTERNAL);

    /** Both ways to name the two statuses: the first is that of meeting.status_change, the second of the others. */
    private static final String STATUS_CHANGE = """
            jsonb_build_object(
                'old_status', n.data -> 'from',
                'new_status', n.data -> 'to',
                'from', n.data -> 'from',
                'to', n.data -> 'to',
                'reason', case when m.redacted_key is null then n.data -> 'reason' end,
                'timestamp', %s,
                'transition_source', n.data -> 'source')""".formatted(time("n.at"));

    static final String SQL = """
            with cursor as (
                select w.user_id, w.seq, c.seq as newest
                from webhook_cursors w
                join event_counters c on c.user_id = w.user_id
                where w.user_id = $1 and c.seq > w.seq
                for no key update of w skip locked
            ), page as (
                select e.seq, e.meeting_id, e.type, e.at, e.data
                from cursor w
                cross join lateral (
                    select e.seq, e.meeting_id, e.type, e.at, e.data
                    from events e
                    where e.user_id = w.user_id and e.seq > w.seq
                    order by e.seq
                    limit $2) e
            ), meeting as ( -- locked, so that a redaction comes before or after this, never in between
                select m.id, m.user_id, m.platform, m.platform_specific_id, m.bot_order, m.status, m.bot_container_id,
                       m.workload, m.start_time, m.end_time, m.completion_reason, m.failure_stage, m.data,
                       m.created_at, m.redacted_key
                from meetings m
                where m.id in (select p.meeting_id from page p)
                for key share of m
            ), notice as (
                select p.seq, p.meeting_id, p.type, p.at, p.data, n.place, n.name,
                       coalesce(p.data ->> 'to' in ('completed', 'failed'), true) as ended
                from page p
                cross join lateral (
                    select 1 as place, p.type::text as name
                    union all
                    select 2, t.name
                    from (values
                        ('active', 'meeting.started'), ('completed', 'meeting.completed'), ('failed', 'bot.failed'))
                        as t (status, name)
                    where p.type = 'meeting.status_change' and t.status = p.data ->> 'to') n
            ), made as (
                insert into webhook_deliveries (
                    endpoint_id, user_id, meeting_id, seq, event_id, event_type, payload, redacted)
                select p.id, p.user_id, n.meeting_id, n.seq, i.id, n.name,
                       jsonb_build_object(
                           'event_id', i.id,
                           'event_type', n.name,
                           'api_version', '2026-03-01',
                           'created_at', %1$s,
                           'sequence', n.seq,
                           'data', case
                               when n.type = 'meeting.status_change'
                               then jsonb_build_object('meeting', %2$s, 'status_change', %3$s)
                               else jsonb_strip_nulls(jsonb_build_object('meeting', %2$s))
                                    || case when m.redacted_key is null then n.data else '{}' end
                           end),
                       m.redacted_key is not null
                from notice n
                join webhook_endpoints p on p.user_id = $1
                    and (p.meeting_id is null or p.meeting_id = n.meeting_id)
                    and n.seq > p.since_seq
                join users u on u.id = p.user_id
                left join meeting m on m.id = n.meeting_id
                left join lateral (
                    select s.session_uid
                    from meeting_sessions s
                    where s.meeting_id = n.meeting_id and s.session_start_time <= n.at
                    order by s.id desc
                    limit 1) s on true
                cross join lateral ( -- the same whenever and by whomever it is made
                    select 'evt_' || left(encode(sha256(convert_to(coalesce(
                        s.session_uid || '|' || n.name || '|' || (n.data ->> 'to'),
                        concat_ws('|', $1::bigint, n.seq, n.name, n.at)), 'UTF8')), 'hex'), 32) as id) i
                cross join lateral (
                    select case
                        when p.meeting_id is not null then p.events
                        when u.webhook_url is not null then u.webhook_events
                        when jsonb_typeof(u.data -> 'webhook_events') = 'object' then u.data -> 'webhook_events'
                        else '{}'
                    end as events) f
                where case
                          when p.meeting_id is null then coalesce(u.webhook_url, u.data ->> 'webhook_url')
                          else p.url
                      end is not null
                  and case when f.events = '{}' then n.name = any ($3) else f.events -> n.name = 'true' end
                order by n.seq, n.place
                on conflict (endpoint_id, event_id) where redelivery_of is null do nothing
                returning endpoint_id
            ), woken as (
                update webhook_endpoints p
                set due_at = least(p.due_at, greatest(clock_timestamp(), p.claimed_until, p.not_before))
                where p.paused_at is null and p.id in (select endpoint_id from made)
            ), moved as (
                update webhook_cursors w
                set seq = greatest(w.seq, coalesce((select max(p.seq) from page p), c.newest))
                from cursor c
                where w.user_id = c.user_id
            )
            select (select count(*) from page) as events, (select count(*) from made) as deliveries
            """.formatted(time("n.at"), MEETING, STATUS_CHANGE);

    private static String time(String column) {
        return "to_char(" + column + " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
    }
}
