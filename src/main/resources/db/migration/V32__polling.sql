-- What frontends that poll know a bot by, and what others have reported of it (docs/decisions/0035-polling-face.md). Its
-- status is derived whenever somebody asks.

create table polled_bots (
    -- random: who guesses one learns nothing
    bot_id          varchar(40) primary key,
    meeting_id      bigint      not null references meetings (id) on delete cascade,
    -- a meeting that is continued gets another bot, and this one is over
    session_id      bigint      not null references meeting_sessions (id) on delete cascade,
    created_at      timestamptz not null default clock_timestamp(),

    -- how far it is by the word of somebody else; null while nobody has said more than we know
    reported_status varchar(20) check (reported_status in (
        'initialized', 'connecting', 'connected', 'transcribing', 'analyzing_meeting', 'creating_tasks', 'done', 'error')),
    reported_at     timestamptz,
    reported_error  text,
    reported_result jsonb,

    -- when the external service is asked next; null: not any more
    next_sync_at    timestamptz,
    -- how often in a row it did not know this bot
    sync_misses     integer     not null default 0,
    constraint a_report_has_its_time check ((reported_status is null) = (reported_at is null))
);

create index polled_bots_of_a_meeting on polled_bots (meeting_id, created_at desc);
create index polled_bots_of_a_session on polled_bots (session_id);
create index polled_bots_by_time on polled_bots (created_at, bot_id);
create index polled_bots_to_sync on polled_bots (next_sync_at) where next_sync_at is not null;
