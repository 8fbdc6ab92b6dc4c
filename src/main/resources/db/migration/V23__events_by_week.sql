-- Events are kept in partitions by week, so that what is too old goes as a whole table instead of row by row. Nothing is
-- copied: what there is becomes the first partition. The service makes the next ones ahead and drops the expired ones.

-- A large table gets its index here.
set local statement_timeout = 0;

alter table events rename to events_first;
alter table events_first drop constraint events_pkey;
-- The partition key has to be in it; that (user_id, seq) is unique comes from the counter, whose row is locked.
alter table events_first add constraint events_first_pkey primary key (user_id, seq, at);
alter index events_of_a_meeting rename to events_first_of_a_meeting;

create table events (
    user_id    bigint      not null,
    seq        bigint      not null,
    meeting_id bigint,
    type       varchar(50) not null,
    at         timestamptz not null default clock_timestamp(),
    data       jsonb       not null,
    primary key (user_id, seq, at)
) partition by range (at);

create index events_of_a_meeting on events (meeting_id) where meeting_id is not null;

-- Whatever no other partition takes, so that an insert never fails for want of one.
create table events_default partition of events default;

do $$
declare
    -- UTC, as the service counts weeks
    next_week timestamptz := (date_trunc('week', clock_timestamp() at time zone 'utc') + interval '7 days') at time zone 'utc';
begin
    execute format('alter table events attach partition events_first for values from (minvalue) to (%L)', next_week);
end
$$;
