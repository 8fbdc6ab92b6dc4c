-- What was said in the meeting that ended, and what was made of it. The meeting's number stands for :meeting.
insert into transcript_sessions (meeting_id, session_uid, started_at, told)
select id, 'words', created_at, true from meetings where id = :meeting;

insert into transcriptions (
    meeting_id, user_id, session_uid, segment_key, start_time, end_time, start_at, text, speaker, language, completed)
select m.id, m.user_id, 'words', 'line:' || l.place, l.place * 7, l.place * 7 + 6,
       m.created_at + l.place * interval '7 seconds', l.words, l.speaker, 'en', true
from meetings m
cross join (values
    (1, 'Ada Lovelace', 'Good morning. Shall we begin with the release?'),
    (2, 'Grace Hopper', 'The build is green. What is missing are the notes, and somebody has to tell the customers.'),
    (3, 'Ada Lovelace', 'I will write the release notes by Friday.'),
    (4, 'Grace Hopper', 'Good. Edsger, could you send the announcement on Monday, please?'),
    (5, 'Edsger Dijkstra', 'Yes, I will do that.'),
    (6, 'Grace Hopper', 'And I book the room for the review.'),
    (7, 'Ada Lovelace', 'Then we are through. Thank you both.')) as l (place, speaker, words)
where m.id = :meeting;

insert into post_meeting_jobs (
    meeting_id, user_id, status, source, session_id, summary, next_attempt_at, finished_at)
select id, user_id, 'done', 'meeting_end', 'session_of_' || id,
       'The release is ready but for its notes and the announcement. Ada writes the notes, Edsger tells the customers, and'
       || ' Grace sees to the room for the review.', null, now()
from meetings where id = :meeting;

insert into tasks (id, job_id, meeting_id, user_id, place, title, owner, due, due_date, priority, segment_id, segment_start)
select 'task_' || j.meeting_id || '_' || t.place, j.id, j.meeting_id, j.user_id, t.place, t.title, t.owner, t.due,
       t.due_date, t.priority, l.id, l.start_time
from post_meeting_jobs j
cross join (values
    (1, 'Write the release notes', 'Ada Lovelace', 'by Friday', date '2026-11-27', 'high', 3),
    (2, 'Send the announcement', 'Edsger Dijkstra', 'on Monday', date '2026-11-30', null, 4),
    (3, 'Book the room for the review', 'Grace Hopper', null, null, null, 6)) as t (place, title, owner, due, due_date, priority, line)
join transcriptions l on l.meeting_id = j.meeting_id and l.segment_key = 'line:' || t.line
where j.meeting_id = :meeting;
