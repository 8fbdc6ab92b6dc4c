-- What has to outlive the replica that knew it: how often a launch was tried, and which workloads nobody knows.

-- Tries of the launch under way, new attempts and repeated ones alike: the pauses between them grow by it.
alter table meetings add column launch_tries integer not null default 0;

-- Workloads of ours by name that this database knows nothing of, as after it was restored from a backup. They are held
-- until an admin releases them (docs/decisions/0021-restored-database.md).
create table stray_workloads (
    handle        varchar(255) primary key,
    meeting_id    bigint      not null,
    attempt       integer     not null,
    -- unknown_meeting, newer_launch or not_launched_by_us
    reason        varchar(50) not null,
    first_seen_at timestamptz not null default clock_timestamp(),
    last_seen_at  timestamptz not null default clock_timestamp(),
    -- an admin has looked: it may be removed
    released_at   timestamptz,
    removed_at    timestamptz,
    -- exit code and last output, stored before the removal
    evidence      jsonb
);

create index stray_workloads_held on stray_workloads (first_seen_at) where removed_at is null;
