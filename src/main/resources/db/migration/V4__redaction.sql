-- What a redacted meeting keeps of the meeting it was, and what a list of meetings reads.

-- Null unless redacted: a keyed hash of user, platform and native id. It tells that a deletion is repeated, and without
-- the server's key it tells nothing.
alter table meetings add column redacted_key bytea check (octet_length(redacted_key) = 32);

create index meetings_redacted on meetings (user_id, redacted_key) where redacted_key is not null;

-- A redaction finds the events of its meetings among all those of the user.
create index events_of_a_meeting on events (meeting_id) where meeting_id is not null;
