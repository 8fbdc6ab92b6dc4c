package dev.rollcall.standing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * How long this replica may still use a lease: from the moment before it asked for it, with a third to spare for closing,
 * so that its connection is closed before another replica can take the bot. By two clocks, whichever is further: one stands
 * still while a machine sleeps, the other may be set back.
 */
final class LeaseGuard {

    /** A moment by both clocks. */
    record Moment(Instant wall, long nanos) {}

    /** Of {@code lease}: how often it is looked at whether it is over. */
    static Duration look(Duration lease) {
        return lease.dividedBy(20);
    }

    private final Clock clock;
    private final LongSupplier nanos;
    private final Duration usable;
    private volatile Moment since;

    /** @param asked when the lease was asked for */
    LeaseGuard(Clock clock, LongSupplier nanos, Duration lease, Moment asked) {
        this.clock = clock;
        this.nanos = nanos;
        this.usable = lease.multipliedBy(2).dividedBy(3);
        this.since = asked;
    }

    /** Now, by both clocks. */
    static Moment now(Clock clock, LongSupplier nanos) {
        return new Moment(clock.instant(), nanos.getAsLong());
    }

    /** The lease was renewed; that was asked for at this moment. */
    void renewed(Moment asked) {
        since = asked;
    }

    boolean isOver() {
        Moment began = since;
        return nanos.getAsLong() - began.nanos() >= usable.toNanos()
                || Duration.between(began.wall(), clock.instant()).compareTo(usable) >= 0;
    }
}
