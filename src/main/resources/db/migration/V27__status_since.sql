-- Since when a meeting is in its status, and when its bot was asked for: how long bots stay and how soon they are in. The
-- version before writes neither, and reads neither.
alter table meetings add column status_since timestamptz;
alter table meetings add column requested_at timestamptz;
alter table meetings alter column status_since set default now();
alter table meetings alter column requested_at set default now();
