-- Each heartbeat asks what is open for its bot: not among all that the meeting was ever told.
create index commands_open on commands (meeting_id) where state in ('accepted', 'published', 'delivered');
