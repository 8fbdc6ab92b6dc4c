-- What is kept of the words of bots.

-- The last log lines that a bot sent with its end: one bounded row for each launch.
create table meeting_logs (
    meeting_id bigint      not null references meetings (id) on delete cascade,
    attempt    integer     not null,
    at         timestamptz not null default clock_timestamp(),
    -- the newest lines, at most 50 KiB, secrets masked
    lines      text        not null,
    -- there were older lines
    trimmed    boolean     not null,
    -- what the bot measured of itself
    resources  jsonb,
    primary key (meeting_id, attempt)
);

-- How many rows of the history only record a word that changed nothing. A bot may not add such rows for ever.
alter table meetings add column evidence_rows integer not null default 0;
