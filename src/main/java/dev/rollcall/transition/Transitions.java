package dev.rollcall.transition;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.platform.GroupCommit;
import dev.rollcall.platform.Problem;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The one writer of a meeting's status: read the row, let the life cycle decide, write the decision where the revision
 * is still the one read, and if it has moved on, read and decide again. Effects follow the commit. What arrives while
 * others are being written is decided and written together ({@link GroupCommit}).
 */
@ApplicationScoped
public class Transitions {

    private static final Logger LOG = Logger.getLogger(Transitions.class);

    private static final int LARGEST_GROUP = 64;

    private final Decisions decisions;
    private final Effects effects;
    private final TransitionMeters meters;
    private final Tracing tracing;
    private final GroupCommit<Asked, Optional<TransitionRecord>> groups;

    Transitions(Decisions decisions, Effects effects, TransitionMeters meters, Tracing tracing) {
        this.decisions = decisions;
        this.effects = effects;
        this.meters = meters;
        this.tracing = tracing;
        this.groups = new GroupCommit<>(
                LARGEST_GROUP,
                () -> Problem.unavailable("Too many changes are waiting; try again."),
                this::applyTogether,
                this::applyAlone);
    }

    /** Our limits, before what a single order asks for. */
    public Limits limits() {
        return decisions.limits();
    }

    /** What becomes of the event; empty when there is no such meeting. */
    public Uni<Optional<TransitionRecord>> apply(long meetingId, Event event) {
        return traced(Asked.ofMeeting(meetingId, event));
    }

    /** The same for the meeting that a bot's connection belongs to. */
    public Uni<Optional<TransitionRecord>> applyToConnection(UUID connectionId, Event event) {
        return traced(Asked.ofConnection(connectionId, event));
    }

    /** Most requests that concern one meeting come by here, and only here is it known which. */
    private Uni<Optional<TransitionRecord>> traced(Asked asked) {
        Uni<Optional<TransitionRecord>> written = tracing.step("transition", groups.write(asked), Transitions::subject);
        return tracing.request(
                written, record -> record.map(TransitionRecord::meetingId).orElse(null));
    }

    private static Subject subject(Optional<TransitionRecord> record) {
        return record.map(Transitions::subject).orElse(Subject.of(null));
    }

    private static Subject subject(TransitionRecord record) {
        return new Subject(
                record.meetingId(),
                Map.of(
                        "transition.from",
                                record.from() == null ? "-" : record.from().word(),
                        "transition.to", record.to().word(),
                        "transition.source", record.source().word()));
    }

    private Uni<Map<Asked, Optional<TransitionRecord>>> applyTogether(List<Asked> asked) {
        return decisions
                .together(asked)
                .invoke(written -> written.values().forEach(this::committed))
                .map(Transitions::answers);
    }

    private static Map<Asked, Optional<TransitionRecord>> answers(Map<Asked, TransitionRecord> written) {
        return written.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Optional.of(entry.getValue())));
    }

    private Uni<Optional<TransitionRecord>> applyAlone(Asked asked) {
        return decisions.alone(asked).invoke(written -> written.ifPresent(this::committed));
    }

    /**
     * Decides on a row that the caller read, and writes the decision on the caller's connection; empty when the row has
     * moved on. A caller with a transaction of its own calls {@link #perform} after its commit.
     */
    public Uni<Optional<TransitionRecord>> write(SqlClient client, MeetingRow row, Event event) {
        return decisions.write(client, row, event);
    }

    /** The same for many meetings; what has moved on is left out. */
    public Uni<List<TransitionRecord>> write(SqlClient client, Map<MeetingRow, Event> events) {
        return decisions.write(client, events);
    }

    /** Logs and counts what is committed, and queues its effects. */
    public void perform(TransitionRecord record) {
        tracing.note("transition", subject(record));
        committed(record);
    }

    private void committed(TransitionRecord record) {
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
