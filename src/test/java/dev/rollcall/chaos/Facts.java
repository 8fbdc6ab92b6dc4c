package dev.rollcall.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a database says, read whole.
 *
 * @param now the database's clock
 */
record Facts(
        Instant now,
        Map<Long, User> users,
        Map<Long, Meeting> meetings,
        Map<Long, List<Step>> histories,
        List<Event> events,
        List<Session> sessions) {

    /**
     * @param limit null for none
     * @param lastSeq what the counter of the feed says; 0 when there is none
     */
    record User(long id, Integer limit, long lastSeq) {}

    record Meeting(
            long id,
            long userId,
            String status,
            int attempt,
            Instant launchAt,
            Instant deadline,
            Instant endTime,
            boolean stopped,
            boolean hasHeartbeatRow) {}

    record Step(long meetingId, String kind, String from, String to, String source, String reason) {

        boolean moves() {
            return kind.equals("transition") || kind.equals("implied");
        }
    }

    record Event(long userId, long seq, long meetingId, String from, String to) {}

    record Session(long meetingId, String connectionId) {}

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    static Facts read(Connection database) throws SQLException {
        Map<Long, User> users = new HashMap<>();
        all(database, """
                select u.id, u.max_concurrent_bots, coalesce(c.seq, 0)
                from users u
                left join event_counters c on c.user_id = u.id
                """, row -> new User(row.getLong(1), row.getObject(2, Integer.class), row.getLong(3)))
                .forEach(user -> users.put(user.id(), user));
        Map<Long, Meeting> meetings = new HashMap<>();
        all(database, """
                select m.id, m.user_id, m.status, m.attempt, m.launch_at, m.deadline_at, m.end_time,
                       m.stop_reason = 'stopped' or m.completion_reason = 'stopped', h.meeting_id is not null
                from meetings m
                left join heartbeats h on h.meeting_id = m.id
                """, Facts::meeting).forEach(meeting -> meetings.put(meeting.id(), meeting));
        Map<Long, List<Step>> histories = new HashMap<>();
        all(database, """
                select meeting_id, kind, from_status, to_status, source, reason
                from status_transitions
                order by meeting_id, revision, step
                """, Facts::step)
                .forEach(step -> histories
                        .computeIfAbsent(step.meetingId(), id -> new ArrayList<>())
                        .add(step));
        return new Facts(
                all(database, "select clock_timestamp()", row -> time(row, 1)).get(0),
                users,
                meetings,
                histories,
                all(database, """
                        select user_id, seq, meeting_id, data ->> 'from', data ->> 'to'
                        from events
                        where type = 'meeting.status_change'
                        order by user_id, seq
                        """, Facts::event),
                all(
                        database,
                        "select meeting_id, session_uid from meeting_sessions order by id",
                        row -> new Session(row.getLong(1), row.getString(2))));
    }

    List<Step> history(long meetingId) {
        return histories.getOrDefault(meetingId, List.of());
    }

    private static Meeting meeting(ResultSet row) throws SQLException {
        return new Meeting(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getInt(4),
                time(row, 5),
                time(row, 6),
                time(row, 7),
                row.getBoolean(8),
                row.getBoolean(9));
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static <T> List<T> all(Connection database, String sql, Reading<T> reading) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reading.of(rows));
            }
            return all;
        }
    }
}
