-- Operators have a feed of what belongs to no user, under a number that no user has (docs/decisions/0036-standing-bots.md).

alter table event_counters drop constraint if exists event_counters_user_id_fkey;
