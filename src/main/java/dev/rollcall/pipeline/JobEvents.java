package dev.rollcall.pipeline;

/**
 * What the feed tells of a job, as parts of the statement that moves it. That statement has moved the row as {@code job},
 * one at most. The counter of the user is locked last.
 */
final class JobEvents {

    static final String STATUS_CHANGE = "pipeline.status_change";
    static final String TASKS_CREATED = "tasks.created";

    /** The data's words are not "from" and "to", which a redaction leaves and webhooks take for a meeting's status. */
    static final String TOLD = """
            counter as (
                insert into event_counters as c (user_id, seq)
                select j.user_id, 1
                from job j
                on conflict (user_id) do update set seq = c.seq + 1
                returning c.user_id, c.seq
            ), told as (
                insert into events (user_id, seq, meeting_id, type, data)
                select c.user_id, c.seq, j.meeting_id, '%s',
                       jsonb_build_object(
                           'status', j.status, 'session_id', j.session_id, 'error_message', j.error_message)
                from job j
                join counter c on c.user_id = j.user_id
            )
            """.formatted(STATUS_CHANGE);

    /** The last change, and what was made; $3 is what was made. */
    static final String TOLD_WITH_RESULT = """
            counter as (
                insert into event_counters as c (user_id, seq)
                select j.user_id, 2
                from job j
                on conflict (user_id) do update set seq = c.seq + 2
                returning c.user_id, c.seq
            ), told as (
                insert into events (user_id, seq, meeting_id, type, data)
                select c.user_id, c.seq - 2 + e.place, j.meeting_id, e.type, e.data
                from job j
                join counter c on c.user_id = j.user_id
                cross join lateral (
                    values
                        (1, '%s', jsonb_build_object(
                            'status', j.status, 'session_id', j.session_id, 'error_message', null)),
                        (2, '%s', jsonb_build_object('session_id', j.session_id) || $3::jsonb))
                    as e (place, type, data)
            )
            """.formatted(STATUS_CHANGE, TASKS_CREATED);

    private JobEvents() {}
}
