-- Flyway calls this before it looks at the schema, at every start. Once there is a history of migrations it does nothing.
--
-- A schema with tables but without that history belongs to somebody else. Vexa's tables have the names of ours: they are
-- moved aside as they are, so that ours can be made, and the last migration copies what they hold (docs/
-- migrating-from-vexa.md). Anything else is refused; a "baseline" would take another application's tables for ours.

do $$
declare
    aside   constant text := 'adopted_vexa';
    history constant text := format('%I.flyway_schema_history', current_schema());
    relations text[];
    vexa    boolean;
    object  record;
begin
    if current_schema() is null or to_regclass(history) is not null then
        return;
    end if;

    -- Replicas that start together come one by one; the later ones find the work done.
    perform pg_advisory_xact_lock(hashtext('rollcall/adoption'));
    relations := array(
        select c.relname::text
        from pg_class c
        where c.relnamespace = current_schema()::regnamespace
          and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
          and not exists (
              select
              from pg_depend d
              where d.classid = 'pg_class'::regclass
                and d.objid = c.oid
                -- of an extension; or a column's own sequence, which goes where its table goes
                and (d.deptype = 'e' or c.relkind = 'S' and d.deptype in ('a', 'i')))
        order by c.relname);
    -- The history is made before the first table is, so this order sees no table of ours without it.
    if relations = '{}' or to_regclass(history) is not null then
        return;
    end if;

    select count(*) = 5
    into vexa
    from (values
              ('users', 'email'),
              ('api_tokens', 'token'),
              ('meetings', 'platform_specific_id'),
              ('meeting_sessions', 'session_uid'),
              ('transcriptions', 'meeting_id')) as known (relation, attribute)
    join pg_attribute a
        on a.attrelid = to_regclass(format('%I.%I', current_schema(), known.relation))
            and a.attname = known.attribute
            and not a.attisdropped;
    if not vexa then
        raise exception 'The database "%" holds tables that are neither Rollcall''s nor Vexa''s (%). Nothing was changed. Give Rollcall an empty database.',
            current_database(), array_to_string(relations[1:5], ', ') || case when cardinality(relations) > 5 then ', …' else '' end;
    end if;
    if to_regnamespace(aside) is not null then
        raise exception 'This is a database of Vexa, but the schema "%", into which its tables are to be moved, is there already. Nothing was changed. Rename or drop that schema.',
            aside;
    end if;

    -- Whoever still works with Vexa's tables holds locks on them; better to say so than to hang.
    perform set_config('lock_timeout', '5s', true);
    execute format('create schema %I', aside);
    for object in
        select format('alter table %I.%I set schema %I', current_schema(), relation, aside) as move
        from unnest(relations) as relation
        union all
        select format('alter type %I.%I set schema %I', current_schema(), t.typname, aside)
        from pg_type t
        where t.typnamespace = current_schema()::regnamespace
          and t.typtype in ('e', 'd')
          and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
        union all
        select format('alter routine %s set schema %I', p.oid::regprocedure, aside)
        from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
        execute object.move;
    end loop;
    execute format('comment on schema %I is %L', aside,
        'The tables of Vexa as they were, moved here by Rollcall. See docs/migrating-from-vexa.md.');
    raise notice 'This is a database of Vexa: % relations moved into the schema "%".', cardinality(relations), aside;
exception
    when lock_not_available then
        raise exception 'This is a database of Vexa, and somebody still works with its tables. Nothing was changed. Stop Vexa''s services, then start Rollcall again.';
    when insufficient_privilege then
        raise exception 'This is a database of Vexa, and its tables cannot be moved aside: %. Nothing was changed. Start Rollcall once as the owner of the database.', sqlerrm;
end
$$;
