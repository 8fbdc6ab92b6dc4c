package dev.rollcall.meeting;

import dev.rollcall.drain.Drain;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes slots of users' limits: lock, look, insert, in one transaction and three statements, whether for one user or for
 * many. The lock is a statement of its own, since a statement that waits for a lock counts with the snapshot from before
 * its wait (64 of 64 accepted at limit 5). The launch follows the commit, which is the caller's.
 */
@ApplicationScoped
class Reservation {

    /** In the order of their ids, so that no two wait in a circle. */
    private static final String LOCK_USERS = "select max_concurrent_bots, id, " + Drain.PASS
            + " from users where id = any ((select $1::bigint[])::bigint[]) order by id for no key update ";

    private static final String LOOK = """
            select l.*, a.place,
                   nextval(pg_get_serial_sequence('meetings', 'id')) as next_id,
                   %s as drain_reason,
                   clock_timestamp() as now
            from unnest((select $1::bigint[]), (select $2::varchar[]), (select $3::varchar[]))
                with ordinality as a (user_id, platform, native_id, place)
            cross join lateral (
                select count(*) filter (where m.status <> 'stopping') as running,
                       count(*) filter (where m.status = 'stopping') as stopping,
                       max(m.id) filter (
                           where m.status <> 'stopping'
                             and m.platform = a.platform
                             and m.platform_specific_id = a.native_id) as duplicate
                from meetings m
                where m.user_id = a.user_id
                  and m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')) l
            """.formatted(Drain.REASON);

    private final Transitions transitions;
    private final Continuation continuation;
    private final Admission admission;

    Reservation(Transitions transitions, Continuation continuation, Admission admission) {
        this.transitions = transitions;
        this.continuation = continuation;
        this.admission = admission;
    }

    /**
     * Those that need to wait for nobody, in the caller's transaction. Left out are users whom somebody else holds, and
     * all but one of those of the same user.
     */
    Uni<Map<SlotRequest, Slot>> takeTogether(SqlConnection connection, List<SlotRequest> asked) {
        Set<Long> users = new HashSet<>();
        List<SlotRequest> first =
                asked.stream().filter(one -> users.add(one.userId())).toList();
        return lock(connection, users, "skip locked").chain(limits -> {
            List<SlotRequest> held = first.stream()
                    .filter(one -> limits.containsKey(one.userId()))
                    .toList();
            return look(connection, held).chain(found -> settle(connection, found, limits));
        });
    }

    private Uni<Map<SlotRequest, Slot>> settle(
            SqlConnection connection, Map<SlotRequest, Row> found, Map<Long, Integer> limits) {
        Map<SlotRequest, Slot> slots = new HashMap<>();
        Map<SlotRequest, MeetingRow> admitted = new LinkedHashMap<>();
        found.forEach((asked, row) -> {
            try {
                admitted.put(asked, admitted(asked, limits, row));
            } catch (Problem problem) {
                slots.put(asked, new Slot.Refused(problem));
            }
        });
        return NewMeetings.write(connection, admitted)
                .invoke(written -> written.forEach((asked, record) -> slots.put(asked, new Slot.Taken(record))))
                .replaceWith(slots);
    }

    /**
     * Waits for its turn, in the caller's transaction, which performs the record after its commit. A {@link Problem} when
     * the limit is reached or the meeting has a bot already.
     */
    Uni<TransitionRecord> take(SqlConnection connection, SlotRequest asked) {
        return lock(connection, Set.of(asked.userId()), "")
                .invoke(limits -> {
                    if (limits.isEmpty()) {
                        throw Problem.of(401, "Invalid API key");
                    }
                })
                .chain(limits ->
                        look(connection, List.of(asked)).map(found -> admitted(asked, limits, found.get(asked))))
                .chain(row -> asked.order().continueMeeting()
                        ? continued(connection, asked, row)
                        : insert(connection, asked, row));
    }

    private Uni<TransitionRecord> continued(SqlConnection connection, SlotRequest asked, MeetingRow fresh) {
        return continuation
                .of(connection, asked.userId(), asked.order())
                .chain(found ->
                        found.isPresent() ? Uni.createFrom().item(found.get()) : insert(connection, asked, fresh));
    }

    private static Uni<TransitionRecord> insert(SqlConnection connection, SlotRequest asked, MeetingRow row) {
        return NewMeetings.write(connection, Map.of(asked, row)).map(written -> written.get(asked));
    }

    private MeetingRow admitted(SlotRequest asked, Map<Long, Integer> limits, Row found) {
        return admission.check(asked, limits.get(asked.userId()), found, transitions.limits());
    }

    /** The limits of those that are locked now; null for no limit. */
    private static Uni<Map<Long, Integer>> lock(SqlConnection connection, Set<Long> users, String others) {
        return connection
                .preparedQuery(LOCK_USERS + others)
                .execute(Tuple.of(users.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, Integer> limits = new HashMap<>();
                    rows.forEach(row -> limits.put(row.getLong("id"), row.getInteger("max_concurrent_bots")));
                    return limits;
                });
    }

    private static Uni<Map<SlotRequest, Row>> look(SqlConnection connection, List<SlotRequest> asked) {
        Tuple parameters = Tuple.of(
                asked.stream().map(SlotRequest::userId).toArray(Long[]::new),
                asked.stream().map(one -> one.order().platform().wire()).toArray(String[]::new),
                asked.stream().map(one -> one.order().nativeId()).toArray(String[]::new));
        return connection.preparedQuery(LOOK).execute(parameters).map(rows -> {
            Map<SlotRequest, Row> found = new LinkedHashMap<>();
            rows.forEach(row -> found.put(asked.get(row.getLong("place").intValue() - 1), row));
            return found;
        });
    }
}
