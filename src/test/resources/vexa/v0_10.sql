-- What a later version has besides v0_6.sql: more columns, more tables, and meetings that outlive their users.

create type media_kind as enum ('audio', 'video');

alter table api_tokens
    add scopes       text[] not null default '{}',
    add name         varchar(255),
    add last_used_at timestamp,
    add expires_at   timestamp;

update api_tokens set scopes = '{tx}', name = 'reader', last_used_at = '2026-05-01 10:00:00' where id = 2;
update api_tokens set scopes = '{legacy}' where id = 3;
update api_tokens set expires_at = '2026-01-01 00:00:00' where id = 4;

alter table meetings drop constraint meetings_user_id_fkey;
update meetings set user_id = 500 where id = 17;
insert into meetings (id, user_id, platform, platform_specific_id, status, data)
values (42, 500, 'google_meet', 'hel-pppp-aaa', 'needs_human_help', '{}');

alter table transcriptions add segment_id varchar(255);
update transcriptions set segment_id = 'segment-' || id;
create unique index ix_transcription_segment on transcriptions (meeting_id, segment_id) where segment_id is not null;

create table recordings (
    id         serial primary key,
    meeting_id integer references meetings (id),
    kind       media_kind
);
insert into recordings (meeting_id, kind) values (1, 'audio');

create view recorded_meetings as select meeting_id from recordings;
