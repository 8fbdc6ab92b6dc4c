package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.platform.SqlState;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import dev.rollcall.webhook.BotWebhooks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
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

    private final Pool pool;
    private final UserGate gate;
    private final Reservation reservation;
    private final IdempotencyKeys keys;
    private final MeetingQueries meetings;
    private final Transitions transitions;
    private final BotWebhooks webhooks;
    private final OrderMeters meters;

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
    }

    /**
     * A {@link dev.rollcall.platform.Problem} when the limit is reached or the meeting has a bot already.
     *
     * @param also what is written in the same transaction, once for each order
     */
    Uni<Taken> take(long userId, BotOrder order, Optional<IdempotencyKey> key, WithReservation also) {
        return gate.pass(
                        userId,
                        () -> pool.withTransaction(connection -> key.isEmpty()
                                ? take(connection, userId, order, also)
                                : takeOnce(connection, userId, order, key.get(), also)))
                .invoke(taken -> taken.record().ifPresent(transitions::perform))
                .onFailure(BotOrders::isDuplicate)
                .transform(failure -> Reservation.duplicate(order, null))
                .onItemOrFailure()
                .invoke(meters::count);
    }

    private Uni<Taken> takeOnce(
            SqlConnection connection, long userId, BotOrder order, IdempotencyKey key, WithReservation also) {
        return keys.answered(connection, userId, key, order)
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(new Taken(answer.get(), Optional.empty()))
                        : take(connection, userId, order, also)
                                .call(taken -> keys.keep(connection, userId, key, order, taken.meeting())));
    }

    private Uni<Taken> take(SqlConnection connection, long userId, BotOrder order, WithReservation also) {
        return reservation
                .take(connection, userId, order)
                .call(record -> follow(connection, order, record))
                .call(record -> also.write(connection, record))
                .chain(record -> meetings.byId(connection, userId, record.meetingId())
                        .map(meeting -> new Taken(meeting.orElseThrow(), Optional.of(record))));
    }

    private Uni<Void> follow(SqlConnection connection, BotOrder order, TransitionRecord record) {
        return order.webhook() == null
                ? Uni.createFrom().voidItem()
                : webhooks.set(
                        connection, record.before().userId(), record.meetingId(), record.sequence(), order.webhook());
    }

    /** The unique index stands behind the look; only a writer that bypasses the lock can get there. */
    private static boolean isDuplicate(Throwable failure) {
        return SqlState.of(failure).filter(SqlState.UNIQUE_VIOLATION::equals).isPresent();
    }
}
