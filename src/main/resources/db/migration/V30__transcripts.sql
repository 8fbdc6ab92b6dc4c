-- Transcripts come in: which segment a row is, whether it will still change, when it was said, and who may find it. What an
-- older system left here (V20) gets the same columns; no row is lost. Until this version nobody wrote these tables.

-- A role may have one for its services; a large table takes longer.
set local statement_timeout = 0;

-- Seconds in a transcript count from here.
create table transcript_sessions (
    meeting_id  bigint       not null references meetings (id) on delete cascade,
    -- as the sender calls it, mostly the connection_id of a bot; a bot that connects again may use another
    session_uid varchar(255) not null,
    started_at  timestamptz  not null,
    -- whether the sender said so; else it was worked out from when the first words arrived
    told        boolean      not null,
    ended_at    timestamptz,
    primary key (meeting_id, session_uid)
);

alter table transcriptions
    -- the meeting's, so that a search finds its own by the index alone
    add column user_id     bigint,
    -- what a later version of the same segment has, too
    add column segment_key text,
    -- when it was said
    add column start_at    timestamptz,
    -- older systems stored what was complete
    add column completed   boolean not null default true,
    -- of two versions, both complete or both not, the one with the higher number counts
    add column version     bigint  not null default 0;

insert into transcript_sessions (meeting_id, session_uid, started_at, told)
select distinct on (t.meeting_id, t.session_uid)
       t.meeting_id, t.session_uid, coalesce(s.session_start_time, m.start_time, m.created_at), true
from transcriptions t
join meetings m on m.id = t.meeting_id
left join meeting_sessions s on s.meeting_id = t.meeting_id and s.session_uid = t.session_uid
where t.session_uid is not null
order by t.meeting_id, t.session_uid;

-- Rows that say the same of themselves are kept; the newest of them is the one that a later version would replace.
update transcriptions t
set user_id     = said.user_id,
    start_at    = said.began + case
        -- not for NaN and the infinite ones, which are above everything
        when abs(t.start_time) < 1e7 then t.start_time * interval '1 second'
        else interval '0'
    end,
    segment_key = case when said.place = 1 then said.key else 'row:' || t.id end
from (
    select k.*, row_number() over (partition by k.meeting_id, k.key order by k.id desc) as place
    from (
        select r.id, r.meeting_id, m.user_id, coalesce(s.started_at, m.start_time, m.created_at) as began,
               case
                   when r.segment_id <> '' then 'id:' || r.segment_id
                   when r.session_uid is not null and abs(r.start_time) < 1e7
                   then 'at:' || r.session_uid || ':' || round((r.start_time * 1000)::numeric)
                   else 'row:' || r.id
               end as key
        from transcriptions r
        join meetings m on m.id = r.meeting_id
        left join transcript_sessions s on s.meeting_id = r.meeting_id and s.session_uid = r.session_uid) k) said
where said.id = t.id;

alter table transcriptions
    alter column user_id set not null,
    alter column segment_key set not null,
    alter column start_at set not null;

-- The words as they are, since a transcript has many languages, and the owner as one more word, which no text can hold:
-- with it the index finds the words of one user among those of all. The cut keeps a row below what a tsvector may be.
-- Capital letters of every script are made small, also where the locale of the database knows only those of ASCII.
do $$
declare
    of_every_script text := coalesce(
        (select quote_ident(c.collname)
         from pg_collation c
         join pg_database d on d.datname = current_database()
         where c.collnamespace = 'pg_catalog'::regnamespace
           and c.collname in ('pg_c_utf8', 'und-x-icu')
           and c.collencoding in (-1, d.encoding)
         order by c.collname
         limit 1),
        '"default"');
begin
    execute format(
        'alter table transcriptions add column search tsvector generated always as ('
            'to_tsvector(''simple'', lower(left(text, 20000) collate %s)) '
            '|| array_to_tsvector(array[''#'' || user_id::text])) stored',
        of_every_script);
end
$$;

-- A segment that is sent again replaces itself.
create unique index transcriptions_one_row_for_a_key on transcriptions (meeting_id, segment_key);
drop index transcriptions_one_row_for_a_segment;

create index transcriptions_in_their_order on transcriptions (meeting_id, start_at, id);
drop index transcriptions_of_a_meeting;

create index transcriptions_by_word on transcriptions using gin (search);
create index transcriptions_by_time on transcriptions using brin (created_at);
