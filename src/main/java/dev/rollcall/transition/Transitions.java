package dev.rollcall.transition;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Lifecycle;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The one writer of a meeting's status: read the row, let the life cycle decide, write the decision where the revision
 * is still the one read, and if it has moved on, read and decide again. Effects follow the commit.
 */
@ApplicationScoped
public class Transitions {

    private static final Logger LOG = Logger.getLogger(Transitions.class);

    /** Each lost race means that somebody else's decision was written; more than this is trouble, not a race. */
    private static final int TRIES = 20;

    /** More words that change nothing than any sane bot says; what comes after them is answered and dropped. */
    static final int MOST_EVIDENCE = 200;

    private static final String READ_BY_ID = "select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1";

    private static final String READ_BY_CONNECTION = "select " + MeetingRow.COLUMNS
            + " from meetings m where m.id = (select c.meeting_id from meeting_sessions c where c.session_uid = $1)";

    private final Pool pool;
    private final Effects effects;
    private final TransitionMeters meters;
    private final Limits limits;

    Transitions(Pool pool, Effects effects, TransitionMeters meters, LifecycleConfig config) {
        this.pool = pool;
        this.effects = effects;
        this.meters = meters;
        this.limits = config.limits();
    }

    /** Our limits, before what a single order asks for. */
    public Limits limits() {
        return limits;
    }

    /** What becomes of the event; empty when there is no such meeting. */
    public Uni<Optional<TransitionRecord>> apply(long meetingId, Event event) {
        return apply(READ_BY_ID, Tuple.of(meetingId), event, TRIES);
    }

    /** The same for the meeting that a bot's connection belongs to. */
    public Uni<Optional<TransitionRecord>> applyToConnection(UUID connectionId, Event event) {
        return apply(READ_BY_CONNECTION, Tuple.of(connectionId.toString()), event, TRIES);
    }

    private Uni<Optional<TransitionRecord>> apply(String read, Tuple key, Event event, int tries) {
        if (tries == 0) {
            return Uni.createFrom().failure(Problem.unavailable("This meeting is changing too fast; try again."));
        }
        return pool.preparedQuery(read).execute(key).chain(rows -> {
            if (rows.size() == 0) {
                return Uni.createFrom().item(Optional.empty());
            }
            MeetingRow row = MeetingRow.of(rows.iterator().next());
            return write(pool, row, event).chain(written -> {
                if (written.isEmpty()) {
                    return apply(read, key, event, tries - 1);
                }
                perform(written.get());
                return Uni.createFrom().item(written);
            });
        });
    }

    /**
     * Decides on a row that the caller read, and writes the decision on the caller's connection; empty when the row has
     * moved on. A caller with a transaction of its own calls {@link #perform} after its commit.
     */
    public Uni<Optional<TransitionRecord>> write(SqlClient client, MeetingRow row, Event event) {
        Decision decision = Lifecycle.decide(row.state(), event, row.limits(limits), row.now());
        DecisionStatement statement = new DecisionStatement(row, Storable.of(decision, row.masking()));
        if (!decision.writes() || tooMuchEvidence(row, decision)) {
            return Uni.createFrom().item(Optional.of(statement.record(null)));
        }
        return client.preparedQuery(DecisionStatement.SQL)
                .execute(statement.parameters())
                .map(rows -> result(statement, rows));
    }

    private static boolean tooMuchEvidence(MeetingRow row, Decision decision) {
        return decision.answer() != Answer.APPLIED && row.evidenceRows() >= MOST_EVIDENCE;
    }

    private static Optional<TransitionRecord> result(
            DecisionStatement statement, RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(statement.record(rows.iterator().next().getLong("seq")));
    }

    /** Logs and counts what is committed, and queues its effects. */
    public void perform(TransitionRecord record) {
        if (record.statusChanged()) {
            LOG.infof(
                    "transition meeting=%d user=%d from=%s to=%s source=%s reason=%s",
                    record.meetingId(),
                    record.before().userId(),
                    record.from() == null ? "-" : record.from().word(),
                    record.to().word(),
                    record.source().word(),
                    LogText.quoted(record.reason()));
            meters.count(record);
        }
        effects.perform(record);
    }
}
