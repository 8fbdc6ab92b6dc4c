-- Standing bots in each of their statuses, and the day that lies behind them.
insert into standing_bots (
    connector, category, name, base_url, is_active, credentials, stopped_at, paused_until, status, status_code,
    status_message, status_since, status_until, last_connected_at, last_status_check_at, credentials_ok,
    credentials_checked_at, api_reachable, api_checked_at, rooms_open, rooms_known, rooms_checked_at, flap_count,
    attempts, next_attempt_at, owner, lease_until, created_at)
values
    ('racetime', 'alttpr', 'Ladder', 'https://racetime.gg', true, 'sealed', null, null, 1, null,
     null, now() - interval '5 hours', now() + interval '2 days', now() - interval '20 seconds', now() - interval '20 seconds', true,
     now() - interval '20 seconds', true, now() - interval '20 seconds', 4, 4, now() - interval '20 seconds', 3,
     0, null, '6f0ddc0a-7c1e-4f5c-9d61-7f1c5f3f7a11', now() + interval '2 days', now() - interval '40 days'),
    ('racetime', 'sm', 'Weekly', 'https://racetime.gg', true, 'sealed', null, null, 2, 'invalid_client',
     'Invalid client secret: racetime.gg does not accept these credentials.', now() - interval '2 hours', null, now() - interval '130 minutes', now() - interval '4 minutes', false,
     now() - interval '4 minutes', true, now() - interval '4 minutes', null, null, null, 1,
     9, now() + interval '11 minutes', '6f0ddc0a-7c1e-4f5c-9d61-7f1c5f3f7a11', now() + interval '2 days', now() - interval '40 days'),
    ('racetime', 'ootr', 'Seasonal tournament of the summer with a long name', 'https://racetime.gg', true, 'sealed', null, null, 3, 'rooms_missing',
     'Two of five rooms do not open: the server closes them with 1011.', now() - interval '6 minutes', now() + interval '2 days', now() - interval '6 minutes', now() - interval '30 seconds', true,
     now() - interval '30 seconds', true, now() - interval '30 seconds', 3, 5, now() - interval '30 seconds', 41,
     4, now() + interval '40 seconds', '0b1f6a02-33a7-4c38-8f11-6f7d8c4f5b22', now() + interval '2 days', now() - interval '3 days'),
    ('generic', 'chat', 'Announcements', 'wss://chat.example.org/socket', true, null, now() - interval '3 hours', null, 4, null,
     'Bot stopped manually', now() - interval '3 hours', null, now() - interval '3 hours', now() - interval '3 hours', true,
     now() - interval '3 hours', true, now() - interval '3 hours', null, null, null, 0,
     0, null, null, now() - interval '3 hours', now() - interval '40 days'),
    ('generic', 'status', 'Status page', 'https://status.example.org/health', false, null, null, null, 0, null,
     null, now() - interval '3 hours', null, null, null, null,
     null, null, null, null, null, null, 0,
     0, null, null, now() - interval '3 hours', now() - interval '3 hours');

insert into connection_history (bot_id, at, from_status, status, code, message, source, generation)
select b.id, now() - h.ago::interval, h.from_status, h.status, h.code, h.message, h.source, 1
from (values
    ('Ladder', '30 days', 0, 1, null, null, 'connector'),
    ('Ladder', '13 hours', 1, 3, 'closed', 'The server went away (1001).', 'connector'),
    ('Ladder', '12 hours 55 minutes', 3, 1, null, null, 'connector'),
    ('Ladder', '6 hours 10 minutes', 1, 0, null, 'Nobody has confirmed it for 60 s.', 'lease'),
    ('Ladder', '5 hours', 0, 1, null, null, 'connector'),
    ('Weekly', '20 days', 0, 1, null, null, 'connector'),
    ('Weekly', '2 hours', 1, 2, 'invalid_client',
     'Invalid client secret: racetime.gg does not accept these credentials.', 'connector'),
    ('Seasonal tournament of the summer with a long name', '3 days', 0, 1, null, null, 'connector'),
    ('Announcements', '9 days', 0, 1, null, null, 'connector'),
    ('Announcements', '3 hours', 1, 4, null, 'Bot stopped manually', 'operator')) as h (name, ago, from_status, status, code, message, source)
join standing_bots b on b.name = h.name
order by h.ago::interval desc;

-- one that flaps, the same every time
insert into connection_history (bot_id, at, from_status, status, code, message, source, generation)
select b.id, t.at, case t.status when 3 then 1 else 3 end, t.status, case t.status when 3 then 'closed' end,
       case t.status when 3 then 'The server closed it without a word (1006).' end, 'connector', 1
from standing_bots b
cross join (
    select now() - i * interval '35 minutes' as at, 3 as status from generate_series(0, 40) i
    union all
    select now() - i * interval '35 minutes' + (i % 5 + 1) * interval '150 seconds', 1 from generate_series(1, 40) i) t
where b.name like 'Seasonal%'
order by t.at;
