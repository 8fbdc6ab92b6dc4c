-- What operators are told of the fleet: each alert once when it begins and once when it ends, whichever replica sees it.
create table fleet_alerts (
    name     varchar(50) primary key,
    raised   boolean     not null default false,
    since    timestamptz not null default clock_timestamp(),
    -- when it was last seen to be so
    seen_at  timestamptz
);
