-- Copies what a database of Vexa holds, once beforeValidate.sql has moved its tables aside; anywhere else it does nothing.
-- One transaction: either everything is there afterwards, or nothing is, and the next start tries again. What each thing
-- becomes, and why, is told in docs/migrating-from-vexa.md.

-- Vexa's timestamps have no zone and mean UTC.
set local timezone = 'UTC';
-- A role may have one for its services; a large table takes longer.
set local statement_timeout = 0;

create function vexa_object(value jsonb) returns jsonb immutable language sql as $$
    select case when jsonb_typeof(value) = 'object' then value else '{}' end
$$;

create function vexa_integer(value jsonb) returns integer immutable language sql as $$
    select case when jsonb_typeof(value) = 'number' and value::text ~ '^-?[0-9]{1,9}$' then value::text::integer end
$$;

-- Null for what is no time.
create function vexa_time(value text) returns timestamptz stable language plpgsql as $$
begin
    return case when isfinite(value::timestamptz) then value::timestamptz end;
exception
    when others then
        return null;
end
$$;

-- What a meeting's data tells of its history: a list, one object before that, and another key before that.
create function vexa_told(data jsonb) returns jsonb immutable language sql as $$
    select coalesce(nullif(data -> 'status_transition', 'null'), data -> 'status_transitions')
$$;

create function vexa_history(data jsonb) returns setof jsonb immutable language sql as $$
    select entry
    from jsonb_array_elements(
        case jsonb_typeof(vexa_told(data))
            when 'array' then vexa_told(data)
            else jsonb_build_array(vexa_told(data))
        end) as entry
    where jsonb_typeof(entry) = 'object'
$$;

-- Whether rows of our history can hold all of it.
create function vexa_history_fits(data jsonb) returns boolean stable language sql as $$
    select vexa_told(data) is null
        or jsonb_typeof(vexa_told(data)) in ('array', 'object')
            and (jsonb_typeof(vexa_told(data)) = 'object'
                or jsonb_array_length(vexa_told(data)) = (select count(*) from vexa_history(data)))
            and not exists (
                select
                from vexa_history(data) as entry
                where vexa_time(entry ->> 'timestamp') is null
                   or length(entry ->> 'from') > 50
                   or length(entry ->> 'to') > 50
                   or length(entry ->> 'source') > 50
                   or length(entry ->> 'completion_reason') > 100
                   or length(entry ->> 'failure_stage') > 50
                   or jsonb_typeof(entry -> 'exit_code') <> 'null' and vexa_integer(entry -> 'exit_code') is null
                   or entry - array[
                          'from', 'to', 'timestamp', 'source', 'reason', 'completion_reason', 'failure_stage',
                          'exit_code', 'error_details'] <> '{}')
$$;

-- How far a bot had got that had not ended; null for any other status.
create function vexa_stage(status text) returns text immutable language sql as $$
    select case
        when word in ('requested', 'reserved') then 'requested'
        when word in ('joining', 'starting') then 'joining'
        when word in ('awaiting_admission', 'needs_help', 'needs_human_help') then 'awaiting_admission'
        when word in ('active', 'joined') then 'active'
        when word = 'stopping' then 'stopping'
    end
    from lower(btrim(status)) as word
$$;

create function vexa_meeting_url(platform text, native_id text, data jsonb) returns text immutable language sql as $$
    select case
        when data ->> 'meeting_url' <> '' then data ->> 'meeting_url'
        when native_id is null then null
        when platform = 'google_meet' then 'https://meet.google.com/' || native_id
        when platform = 'teams' and native_id ~ '^[0-9]{10,15}$' then
            'https://' || coalesce(nullif(data ->> 'teams_base_host', ''), 'teams.live.com') || '/meet/' || native_id
                || coalesce('?p=' || plain_passcode, '')
        when platform = 'zoom' and native_id ~ '^[0-9]{9,11}$' then
            'https://zoom.us/j/' || native_id || coalesce('?pwd=' || plain_passcode, '')
    end
    from substring(data ->> 'passcode' from '^[A-Za-z0-9._~-]+$') as plain_passcode
$$;

do $$
declare
    history_entries bigint;
    written         bigint;
    table_name      text;
    there           bigint;
    missing         bigint;
    last_id         bigint;
begin
    if to_regclass('adopted_vexa.api_tokens') is null then
        return;
    end if;

    -- Users. Columns that only some versions have are read from the row as JSON, where they may be absent. Ours are unique
    -- whatever the case: the first of two keeps the address, the other one gets a name that can be no real address.
    -- Up to v0.9 a limit of 0 or less meant none at all; since keys have scopes, it means no bots.
    insert into users (id, email, name, image_url, max_concurrent_bots, data, created_at, updated_at)
    select u.id,
           case when u.place = 1 then u.email else left(u.email, 220) || '.duplicate-' || u.id || '.invalid' end,
           u.name,
           u.image_url,
           case
               when u.max_concurrent_bots > 0 then u.max_concurrent_bots
               when u.keys_have_scopes and u.max_concurrent_bots <= 0 then 0
           end,
           case
               when u.data is null or jsonb_typeof(u.data) = 'null' then '{}'
               when jsonb_typeof(u.data) = 'object' then u.data
               else jsonb_build_object('adopted_from_vexa', jsonb_build_object('data', u.data))
           end
               || case when u.place = 1 then '{}' else jsonb_build_object('email_in_vexa', u.email) end,
           coalesce(u.created_at, now()),
           coalesce(u.created_at, now())
    from (
        select o.*,
               row_number() over (partition by lower(o.email) order by o.id) as place,
               exists (
                   select
                   from pg_attribute a
                   where a.attrelid = 'adopted_vexa.api_tokens'::regclass
                     and a.attname = 'scopes'
                     and not a.attisdropped) as keys_have_scopes
        from adopted_vexa.users o) as u
    order by u.id;

    -- Later versions of Vexa keep the meetings of users that are deleted.
    insert into users (id, email, max_concurrent_bots)
    select distinct m.user_id, 'deleted-user-' || m.user_id || '.invalid', 0
    from adopted_vexa.meetings m
    where not exists (select from users u where u.id = m.user_id);

    insert into api_tokens (id, user_id, token_hash, name, scopes, created_at, last_used_at, expires_at)
    select t.id,
           t.user_id,
           sha256(convert_to(t.token, 'UTF8')),
           left(optional.columns ->> 'name', 255),
           -- keys from before there were scopes have full access
           case
               when optional.columns -> 'scopes' ? 'legacy' or jsonb_typeof(optional.columns -> 'scopes') is distinct from 'array'
               then '{}'
               else array(select jsonb_array_elements_text(optional.columns -> 'scopes'))
           end,
           coalesce(t.created_at, now()),
           (optional.columns ->> 'last_used_at')::timestamptz,
           (optional.columns ->> 'expires_at')::timestamptz
    from adopted_vexa.api_tokens t
    cross join lateral to_jsonb(t) as optional (columns)
    order by t.id;

    -- Meetings. A bot that Vexa launched is none of ours: we cannot tell whether it still lives, and it has no token to
    -- speak to us with. So what had not ended ends here, as completed where a stop was asked for.
    insert into meetings (
        id, user_id, platform, platform_specific_id, status, bot_container_id, start_time, end_time, data, created_at,
        updated_at, bot_order, ever_active, stop_reason, completion_reason, failure_stage, exit_code, error_details)
    select m.id,
           m.user_id,
           m.platform,
           m.platform_specific_id,
           ending.status,
           m.bot_container_id,
           m.start_time,
           -- the last that is known of it, not today
           case
               when said.stage is null then m.end_time
               else coalesce(m.end_time, m.updated_at, m.start_time, m.created_at)
           end,
           said.data
               - array[
                   'status_transition', 'status_transitions', 'completion_reason', 'failure_stage', 'error_details',
                   'meeting_url', 'passcode', 'teams_base_host', 'zoom_obf_token', 'zoom_zak_token']
               - case when said.stop then array['stop_requested'] else '{}' end
               || case when changed.originals = '{}' then '{}'
                       else jsonb_build_object('adopted_from_vexa', changed.originals) end,
           coalesce(m.created_at, m.updated_at, m.start_time, now()),
           coalesce(m.updated_at, m.created_at, m.start_time, now()),
           jsonb_strip_nulls(jsonb_build_object(
               'meeting_url', vexa_meeting_url(m.platform, m.platform_specific_id, said.data),
               'passcode', said.data ->> 'passcode',
               'teams_base_host', said.data ->> 'teams_base_host',
               'zoom_obf_token', said.data ->> 'zoom_obf_token',
               'zoom_zak_token', said.data ->> 'zoom_zak_token')),
           said.ever_active,
           case when said.stop then 'stopped' end,
           left(coalesce(
               said.data ->> 'completion_reason',
               case when said.stage is not null and said.stop then 'stopped' end), 100),
           left(coalesce(
               said.data ->> 'failure_stage',
               case when said.stage is not null and ending.status = 'failed' then said.stage end), 50),
           vexa_integer(said.data -> 'last_error' -> 'exit_code'),
           coalesce(
               nullif(said.data -> 'error_details', 'null'),
               case
                   when said.stage is not null and ending.status = 'failed'
                   then to_jsonb('Not ended when its database was adopted from Vexa; what became of its bot is not known.'::text)
               end)
    from adopted_vexa.meetings m
    cross join lateral (
        select vexa_object(m.data) as data,
               lower(btrim(m.status)) as word,
               vexa_stage(m.status) as stage,
               coalesce(m.data ->> 'stop_requested' = 'true', false)
                   or lower(btrim(m.status)) = 'stopping' as stop,
               m.start_time is not null
                   or lower(btrim(m.status)) = 'active'
                   or exists (select from vexa_history(m.data) h where h ->> 'to' = 'active') as ever_active) as said
    cross join lateral (
        select case
                   when said.word in ('completed', 'failed') then said.word
                   when said.word = 'error' then 'failed'
                   when said.stage is not null and said.stop then 'completed'
                   when said.stage is not null then 'failed'
                   when said.ever_active then 'completed'
                   else 'failed'
               end as status) as ending
    cross join lateral (
        select case when m.status = ending.status then '{}' else jsonb_build_object('status', m.status) end
                   || case when jsonb_typeof(m.data) in ('object', 'null') or m.data is null then '{}'
                           else jsonb_build_object('data', m.data) end
                   || case when length(said.data ->> 'completion_reason') > 100
                           then jsonb_build_object('completion_reason', said.data -> 'completion_reason') else '{}' end
                   || case when length(said.data ->> 'failure_stage') > 50
                           then jsonb_build_object('failure_stage', said.data -> 'failure_stage') else '{}' end
                   || case when vexa_history_fits(said.data) then '{}'
                           else jsonb_build_object('status_transition', vexa_told(said.data)) end
                   as originals) as changed
    order by m.id;

    insert into status_transitions (
        meeting_id, revision, step, kind, from_status, to_status, source, reason, attempt, completion_reason,
        failure_stage, exit_code, error_details, at)
    select m.id,
           0,
           told.place - 1,
           'transition',
           left(told.entry ->> 'from', 50),
           left(told.entry ->> 'to', 50),
           left(coalesce(told.entry ->> 'source', 'unknown'), 50),
           told.entry ->> 'reason',
           1,
           left(told.entry ->> 'completion_reason', 100),
           left(told.entry ->> 'failure_stage', 50),
           vexa_integer(told.entry -> 'exit_code'),
           nullif(told.entry -> 'error_details', 'null'),
           coalesce(vexa_time(told.entry ->> 'timestamp'), m.updated_at, m.created_at, now())
    from adopted_vexa.meetings m
    cross join lateral vexa_history(vexa_object(m.data)) with ordinality as told (entry, place);
    get diagnostics written = row_count;
    select count(*)
    into history_entries
    from adopted_vexa.meetings m
    cross join lateral vexa_history(vexa_object(m.data));
    if written <> history_entries then
        raise exception 'Adopting Vexa''s database: % of % entries of the meetings'' histories were copied. Nothing was changed.',
            written, history_entries;
    end if;

    -- Each meeting's history says that it was adopted, and what that changed.
    insert into status_transitions (
        meeting_id, revision, step, kind, from_status, to_status, source, reason, attempt, completion_reason, failure_stage)
    select n.id,
           0,
           coalesce((select max(t.step) + 1 from status_transitions t where t.meeting_id = n.id), 0),
           case when vexa_stage(m.status) is null then 'evidence' else 'transition' end,
           m.status,
           n.status,
           'adoption',
           'adopted_from_vexa',
           1,
           n.completion_reason,
           n.failure_stage
    from meetings n
    join adopted_vexa.meetings m on m.id = n.id;

    insert into meeting_sessions (id, meeting_id, session_uid, session_start_time)
    select s.id, s.meeting_id, left(s.session_uid, 255), coalesce(s.session_start_time, m.created_at, now())
    from adopted_vexa.meeting_sessions s
    join adopted_vexa.meetings m on m.id = s.meeting_id
    order by s.id;

    insert into transcriptions (
        id, meeting_id, start_time, end_time, text, speaker, language, created_at, session_uid, segment_id)
    select t.id,
           t.meeting_id,
           coalesce(t.start_time, 0),
           coalesce(t.end_time, t.start_time, 0),
           coalesce(t.text, ''),
           t.speaker,
           t.language,
           coalesce(t.created_at, m.created_at, now()),
           left(t.session_uid, 255),
           left(to_jsonb(t) ->> 'segment_id', 255)
    from adopted_vexa.transcriptions t
    join adopted_vexa.meetings m on m.id = t.meeting_id
    order by t.id;

    foreach table_name in array array['users', 'api_tokens', 'meetings', 'meeting_sessions', 'transcriptions'] loop
        execute format(
            'select count(*), count(*) filter (where not exists (select from %1$I ours where ours.id = theirs.id)) '
                || 'from adopted_vexa.%1$I theirs', table_name)
            into there, missing;
        if missing > 0 then
            raise exception 'Adopting Vexa''s database: % of % rows of % could not be copied. Nothing was changed.',
                missing, there, table_name;
        end if;
        -- New ids go on where Vexa's ended, also after rows that are deleted since.
        execute format('select greatest(max(id), pg_sequence_last_value(pg_get_serial_sequence(%1$L, ''id'')::regclass)) from %2$I',
            'adopted_vexa.' || table_name, table_name)
            into last_id;
        if last_id is not null then
            perform setval(pg_get_serial_sequence(table_name, 'id'), last_id);
        end if;
        raise notice 'Adopted from Vexa: % of % rows of %.', there, there, table_name;
    end loop;
end
$$;

drop function vexa_meeting_url, vexa_stage, vexa_history_fits, vexa_history, vexa_told, vexa_time, vexa_integer, vexa_object;
