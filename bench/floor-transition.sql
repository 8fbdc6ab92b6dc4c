-- The least that PostgreSQL has to do for a change of status: the meeting, a row of its history and an event, in one
-- transaction. No decision, no read before it, no sequence of the user's feed, no HTTP.
\set id random(:first, :first + :bots - 1)
begin;
update meetings
set status = 'active', revision = revision + 1, updated_at = clock_timestamp(),
    deadline_at = clock_timestamp() + interval '4 hours'
where id = :id
returning revision, user_id \gset
insert into status_transitions (meeting_id, revision, step, kind, from_status, to_status, source, attempt)
values (:id, :revision, 0, 'transition', 'joining', 'active', 'bot_callback', 1);
insert into events (user_id, seq, meeting_id, type, data)
values (:user_id, :id::bigint * 1000000 + :revision, :id, 'meeting.status_change', '{"from": "joining", "to": "active"}');
commit;
