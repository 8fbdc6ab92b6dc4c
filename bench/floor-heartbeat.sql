-- The least that PostgreSQL has to do for a heartbeat: one row of the real table, by its key, in a commit of its own.
-- No HTTP, no token, no answer with commands. :first and :bots are the ids of the bots that the benchmark has made.
\set id random(:first, :first + :bots - 1)
update heartbeats set last_heartbeat_at = clock_timestamp() where meeting_id = :id;
