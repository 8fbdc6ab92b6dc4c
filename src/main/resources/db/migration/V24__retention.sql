-- What retention looks for by age. These tables grow in the order of time, so a block range index is enough: a few pages,
-- and next to nothing for each insert.
create index status_transitions_by_time on status_transitions using brin (at);
create index commands_by_time on commands using brin (created_at);
create index meeting_logs_by_time on meeting_logs using brin (at);
create index meetings_by_end on meetings (end_time) where end_time is not null;
