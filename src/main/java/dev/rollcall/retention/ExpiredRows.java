package dev.rollcall.retention;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Rows of ended meetings that are too old, deleted in short statements. A row that somebody else holds is left to the
 * next run, so that replicas share the work and nobody waits for it.
 */
@ApplicationScoped
class ExpiredRows {

    /** Which rows, and how they are deleted: $1 is the age in milliseconds, $2 how many at most. */
    enum Kind {
        HISTORY("""
                delete from status_transitions
                where id in (
                    select t.id
                    from status_transitions t
                    join meetings m on m.id = t.meeting_id
                    where t.at < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                    limit $2
                    for update of t skip locked)
                """),
        COMMANDS("""
                delete from commands
                where id in (
                    select c.id
                    from commands c
                    join meetings m on m.id = c.meeting_id
                    where c.created_at < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                    limit $2
                    for update of c skip locked)
                """),
        /** Those that still wait, too: nobody has wanted them for so long. */
        DELIVERIES("""
                delete from webhook_deliveries
                where id in (
                    select d.id
                    from webhook_deliveries d
                    where d.created_at < statement_timestamp() - $1 * interval '1 millisecond'
                    limit $2
                    for update skip locked)
                """),
        /** But the last of each bot, which says since when it is as it is. */
        CONNECTIONS("""
                delete from connection_history
                where id in (
                    select h.id
                    from connection_history h
                    where h.at < statement_timestamp() - $1 * interval '1 millisecond'
                      and exists (select from connection_history n where n.bot_id = h.bot_id and n.id > h.id)
                    limit $2
                    for update of h skip locked)
                """),
        LOGS("""
                delete from meeting_logs
                where (meeting_id, attempt) in (
                    select l.meeting_id, l.attempt
                    from meeting_logs l
                    join meetings m on m.id = l.meeting_id
                    where l.at < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                    limit $2
                    for update of l skip locked)
                """),
        /** By when the row came: those of a meeting go together but for an hour or two. */
        TRANSCRIPTS("""
                delete from transcriptions
                where id in (
                    select t.id
                    from transcriptions t
                    join meetings m on m.id = t.meeting_id
                    where t.created_at < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                    limit $2
                    for update of t skip locked)
                """),
        /** With the tasks that the jobs have made. One that is not finished stays. */
        TASKS("""
                delete from post_meeting_jobs
                where id in (
                    select j.id
                    from post_meeting_jobs j
                    join meetings m on m.id = j.meeting_id
                    where j.created_at < statement_timestamp() - $1 * interval '1 millisecond'
                      and j.finished_at < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                    limit $2
                    for update of j skip locked)
                """),
        /** Only what no partition took; the rest goes by whole weeks. */
        STRAY_EVENTS("""
                delete from events_default
                where (user_id, seq) in (
                    select e.user_id, e.seq
                    from events_default e
                    left join meetings m on m.id = e.meeting_id
                    where e.at < statement_timestamp() - $1 * interval '1 millisecond'
                      and (m.id is null or m.status in ('completed', 'failed'))
                    limit $2
                    for update of e skip locked)
                """),
        /** With its sessions, history, commands, logs and transcripts. What is left of its workload comes first. */
        MEETINGS("""
                delete from meetings
                where id in (
                    select m.id
                    from meetings m
                    where m.end_time < statement_timestamp() - $1 * interval '1 millisecond'
                      and m.status in ('completed', 'failed')
                      and m.cleanup_at is null
                    order by m.end_time
                    limit $2
                    for update skip locked)
                """);

        private final String sql;

        Kind(String sql) {
            this.sql = sql;
        }
    }

    private final Pool pool;
    private final RetentionConfig config;

    ExpiredRows(Pool pool, RetentionConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** How many were deleted. */
    Uni<Integer> delete(Kind kind, Duration retention) {
        return delete(kind, retention, config.batches());
    }

    private Uni<Integer> delete(Kind kind, Duration retention, int batches) {
        return pool.preparedQuery(kind.sql)
                .execute(Tuple.of(retention.toMillis(), config.batch()))
                .map(rows -> rows.rowCount())
                .chain(deleted -> deleted < config.batch() || batches <= 1
                        ? Uni.createFrom().item(deleted)
                        : delete(kind, retention, batches - 1).map(more -> more + deleted));
    }
}
