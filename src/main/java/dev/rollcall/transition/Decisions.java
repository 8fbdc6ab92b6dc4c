package dev.rollcall.transition;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Lifecycle;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads meetings, lets the life cycle decide and writes what it says: of one meeting, or of many in two statements. */
@ApplicationScoped
class Decisions {

    /** Each lost race means that somebody else's decision was written; more than this is trouble, not a race. */
    private static final int TRIES = 20;

    private static final String READ = """
            select a.connection_id as asked_connection,
            """ + MeetingRow.COLUMNS + """
            from (
                select id as meeting_id, null as connection_id
                from unnest((select $1::bigint[])) as i (id)
                union all
                select s.meeting_id, s.session_uid
                from meeting_sessions s
                where s.session_uid = any ((select $2::text[])::text[])
            ) a
            join meetings m on m.id = a.meeting_id
            """;

    private final Pool pool;
    private final Limits limits;

    Decisions(Pool pool, LifecycleConfig config) {
        this.pool = pool;
        this.limits = config.limits();
    }

    Limits limits() {
        return limits;
    }

    /** Empty when there is no such meeting. A {@link Problem} when the meeting keeps changing under our hands. */
    Uni<Optional<TransitionRecord>> alone(Asked asked) {
        return alone(asked, TRIES);
    }

    private Uni<Optional<TransitionRecord>> alone(Asked asked, int tries) {
        if (tries == 0) {
            return Uni.createFrom().failure(Problem.unavailable("This meeting is changing too fast; try again."));
        }
        return read(List.of(asked)).chain(rows -> {
            if (rows.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
            }
            return write(pool, rows.get(asked), asked.event())
                    .chain(written -> written.isEmpty()
                            ? alone(asked, tries - 1)
                            : Uni.createFrom().item(written));
        });
    }

    /**
     * What could be done at once. Left out is what has moved on, what somebody else holds, all but one of those that are
     * about the same meeting, and what is about none.
     */
    Uni<Map<Asked, TransitionRecord>> together(List<Asked> asked) {
        return read(asked).chain(rows -> {
            Map<Asked, Draft> drafts = new LinkedHashMap<>();
            Set<Long> meetings = new HashSet<>();
            asked.stream()
                    .filter(one ->
                            rows.containsKey(one) && meetings.add(rows.get(one).id()))
                    .forEach(one -> drafts.put(one, draft(rows.get(one), one.event())));
            return write(pool, DecisionStatement.SKIPPING, drafts.values()).map(written -> done(drafts, written));
        });
    }

    private static Map<Asked, TransitionRecord> done(Map<Asked, Draft> drafts, Map<Long, TransitionRecord> written) {
        Map<Asked, TransitionRecord> done = new LinkedHashMap<>();
        drafts.forEach((asked, draft) -> {
            TransitionRecord record = written.get(draft.meetingId());
            if (record != null) {
                done.put(asked, record);
            }
        });
        return done;
    }

    private Uni<Map<Asked, MeetingRow>> read(List<Asked> asked) {
        Long[] ids = asked.stream()
                .map(Asked::meetingId)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(Long[]::new);
        String[] connections = asked.stream()
                .map(Asked::connectionId)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(String[]::new);
        return pool.preparedQuery(READ).execute(Tuple.of(ids, connections)).map(rows -> byAsked(asked, rows));
    }

    private static Map<Asked, MeetingRow> byAsked(List<Asked> asked, RowSet<Row> rows) {
        Map<Object, MeetingRow> byKey = new HashMap<>();
        for (Row row : rows) {
            MeetingRow meeting = MeetingRow.of(row);
            String connection = row.getString("asked_connection");
            byKey.put(connection == null ? meeting.id() : connection, meeting);
        }
        Map<Asked, MeetingRow> byAsked = new HashMap<>();
        for (Asked one : asked) {
            MeetingRow row = byKey.get(one.meetingId() == null ? one.connectionId() : one.meetingId());
            if (row != null) {
                byAsked.put(one, row);
            }
        }
        return byAsked;
    }

    /** Empty when the row has moved on. */
    Uni<Optional<TransitionRecord>> write(SqlClient client, MeetingRow row, Event event) {
        return write(client, DecisionStatement.WAITING, List.of(draft(row, event)))
                .map(written -> Optional.ofNullable(written.get(row.id())));
    }

    /** What has moved on is left out. */
    Uni<List<TransitionRecord>> write(SqlClient client, Map<MeetingRow, Event> events) {
        List<Draft> drafts = events.entrySet().stream()
                .map(entry -> draft(entry.getKey(), entry.getValue()))
                .toList();
        return write(client, DecisionStatement.WAITING, drafts).map(written -> List.copyOf(written.values()));
    }

    private Draft draft(MeetingRow row, Event event) {
        Decision decision = Lifecycle.decide(row.state(), event, row.limits(limits), row.now());
        return Draft.of(row, Storable.of(decision, row.masking()));
    }

    /** By the meeting. What changes nothing needs no statement. */
    private static Uni<Map<Long, TransitionRecord>> write(SqlClient client, String sql, Collection<Draft> drafts) {
        Map<Long, TransitionRecord> records = new HashMap<>();
        List<Draft> toWrite = new ArrayList<>();
        for (Draft draft : drafts) {
            if (draft.changesSomething()) {
                toWrite.add(draft);
            } else {
                records.put(draft.meetingId(), draft.record(null));
            }
        }
        if (toWrite.isEmpty()) {
            return Uni.createFrom().item(records);
        }
        return client.preparedQuery(sql)
                .execute(DecisionStatement.parameters(toWrite))
                .invoke(rows -> records.putAll(DecisionStatement.records(toWrite, rows)))
                .replaceWith(records);
    }
}
