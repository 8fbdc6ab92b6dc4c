package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.platform.GroupCommit;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.SqlState;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import dev.rollcall.webhook.BotWebhooks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes orders for bots, each in one transaction: once for each idempotency key, and the launch after the commit. */
@ApplicationScoped
public class BotOrders {

    /**
     * An order that was taken.
     *
     * @param meeting as it was answered first
     * @param record what is to be done now; empty when it was taken before
     */
    public record Taken(Meeting meeting, Optional<TransitionRecord> record) {

        public boolean before() {
            return record.isEmpty();
        }
    }

    /** Of a transaction: its users wait for one commit, and its statements for none of their locks. */
    private static final int LARGEST_GROUP = 32;

    private final Pool pool;
    private final UserGate gate;
    private final Reservation reservation;
    private final IdempotencyKeys keys;
    private final MeetingQueries meetings;
    private final Transitions transitions;
    private final BotWebhooks webhooks;
    private final OrderMeters meters;
    private final GroupCommit<SlotRequest, Slot> groups;

    BotOrders(
            Pool pool,
            UserGate gate,
            Reservation reservation,
            IdempotencyKeys keys,
            MeetingQueries meetings,
            Transitions transitions,
            BotWebhooks webhooks,
            OrderMeters meters) {
        this.pool = pool;
        this.gate = gate;
        this.reservation = reservation;
        this.keys = keys;
        this.meetings = meetings;
        this.transitions = transitions;
        this.webhooks = webhooks;
        this.meters = meters;
        this.groups = new GroupCommit<>(
                LARGEST_GROUP,
                () -> Problem.unavailable("Too many orders are waiting; try again."),
                this::takeTogether,
                this::takeAlone);
    }

    /**
     * A {@link Problem} when the limit is reached or the meeting has a bot already.
     *
     * @param also what is written in the same transaction, once for each order
     */
    Uni<Taken> take(long userId, BotOrder order, Optional<IdempotencyKey> key, WithReservation also) {
        SlotRequest asked = new SlotRequest(userId, order);
        boolean plain = isPlain(order, key) && also == WithReservation.NOTHING;
        return gate.pass(userId, () -> plain ? takeInGroup(asked) : takeByItself(asked, key, also))
                .invoke(taken -> taken.record().ifPresent(transitions::perform))
                // the unique index stands behind the look; only a writer that bypasses the lock can get there
                .onFailure(SqlState::isUniqueViolation)
                .transform(failure -> Admission.duplicate(order, null))
                .onItemOrFailure()
                .invoke(meters::count);
    }

    /** Whether it needs nothing but a slot: then others' orders may share its transaction. */
    private static boolean isPlain(BotOrder order, Optional<IdempotencyKey> key) {
        return key.isEmpty() && !order.continueMeeting() && order.webhook() == null;
    }

    private Uni<Taken> takeInGroup(SlotRequest asked) {
        return groups.write(asked).map(Slot::orThrow).map(record -> taken(record, asked.order()));
    }

    private Uni<Map<SlotRequest, Slot>> takeTogether(List<SlotRequest> asked) {
        return pool.withTransaction(connection -> reservation.takeTogether(connection, asked));
    }

    private Uni<Slot> takeAlone(SlotRequest asked) {
        return pool.withTransaction(connection -> reservation.take(connection, asked))
                .<Slot>map(Slot.Taken::new)
                .onFailure(Problem.class)
                .recoverWithItem(failure -> new Slot.Refused((Problem) failure));
    }

    private Uni<Taken> takeByItself(SlotRequest asked, Optional<IdempotencyKey> key, WithReservation also) {
        return pool.withTransaction(connection ->
                key.isEmpty() ? take(connection, asked, also) : takeOnce(connection, asked, key.get(), also));
    }

    private Uni<Taken> takeOnce(SqlConnection connection, SlotRequest asked, IdempotencyKey key, WithReservation also) {
        return keys.answered(connection, asked.userId(), key, asked.order())
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(new Taken(answer.get(), Optional.empty()))
                        : take(connection, asked, also)
                                .call(taken ->
                                        keys.keep(connection, asked.userId(), key, asked.order(), taken.meeting())));
    }

    private Uni<Taken> take(SqlConnection connection, SlotRequest asked, WithReservation also) {
        return reservation
                .take(connection, asked)
                .call(record -> follow(connection, asked.order(), record))
                .call(record -> also.write(connection, record))
                .chain(record -> record.from() == null
                        ? Uni.createFrom().item(taken(record, asked.order()))
                        : continued(connection, record));
    }

    private static Taken taken(TransitionRecord record, BotOrder order) {
        return new Taken(NewMeeting.of(record, order), Optional.of(record));
    }

    private Uni<Taken> continued(SqlConnection connection, TransitionRecord record) {
        return meetings.byId(connection, record.before().userId(), record.meetingId())
                .map(meeting -> new Taken(meeting.orElseThrow(), Optional.of(record)));
    }

    private Uni<Void> follow(SqlConnection connection, BotOrder order, TransitionRecord record) {
        return order.webhook() == null
                ? Uni.createFrom().voidItem()
                : webhooks.set(
                        connection, record.before().userId(), record.meetingId(), record.sequence(), order.webhook());
    }
}
