-- The least that PostgreSQL has to do for a new bot: lock the user, count what the user has, insert the meeting and its
-- session. No duplicate check, no heartbeat row, history, event or launch, no key to look up, no HTTP.
\set user random(:first_user, :first_user + :users - 1)
begin;
select max_concurrent_bots from users where id = :user for no key update;
select count(*) from meetings
where user_id = :user and status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping');
insert into meetings (user_id, platform, platform_specific_id, status, deadline_at, on_deadline)
values (:user, 'google_meet', 'floor-' || gen_random_uuid(), 'requested', clock_timestamp() + interval '1 hour', 'fail')
returning id as meeting \gset
insert into meeting_sessions (meeting_id, session_uid) values (:meeting, gen_random_uuid());
commit;
