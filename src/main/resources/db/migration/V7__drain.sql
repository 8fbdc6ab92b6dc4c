-- Whether new bots are accepted. One row, so that all replicas agree and a restart forgets nothing.

create table drain (
    only_row boolean      primary key default true check (only_row),
    draining boolean      not null default false,
    reason   varchar(500),
    -- who last drained the fleet or opened it again, as they called themselves, and since when it is so
    by       varchar(255),
    since    timestamptz
);

insert into drain default values;
