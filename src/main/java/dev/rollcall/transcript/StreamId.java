package dev.rollcall.transcript;

import java.time.Instant;
import java.util.Comparator;

/** The id of a message in a Redis stream: Redis' clock when it came, and a number within that millisecond. */
record StreamId(long millis, long sequence) implements Comparable<StreamId> {

    private static final Comparator<StreamId> ORDER =
            Comparator.comparingLong(StreamId::millis).thenComparingLong(StreamId::sequence);

    /** Redis gives out no more within a millisecond, and the milliseconds leave these bits of a long free until 2248. */
    private static final int BITS_OF_SEQUENCE = 20;

    static StreamId of(String text) {
        String[] parts = text.split("-", 2);
        return new StreamId(Long.parseLong(parts[0]), parts.length == 1 ? 0 : Long.parseLong(parts[1]));
    }

    static StreamId at(Instant moment) {
        return new StreamId(moment.toEpochMilli(), 0);
    }

    StreamId next() {
        return new StreamId(millis, sequence + 1);
    }

    Instant at() {
        return Instant.ofEpochMilli(millis);
    }

    /** Grows with the id. */
    long version() {
        return millis << BITS_OF_SEQUENCE | Math.min(sequence, (1 << BITS_OF_SEQUENCE) - 1);
    }

    @Override
    public int compareTo(StreamId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return millis + "-" + sequence;
    }
}
