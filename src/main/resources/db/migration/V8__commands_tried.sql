-- When a command that nobody has heard was published last: the one that waits longest comes next, and replicas do not
-- try the same one at once.
alter table commands add column last_tried_at timestamptz;
