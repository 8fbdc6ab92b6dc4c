package dev.rollcall.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One bucket of tokens for each of many callers: {@code burst} when full, refilled by time. The fill is worked out when
 * it is asked for, so that a bucket costs nothing while nobody asks; the longest unused is forgotten, as full.
 */
final class TokenBuckets<K> {

    /**
     * @param name what it is called on the wire
     * @param burst tokens of a full bucket
     * @param perSecond tokens that come back each second
     */
    record Limit(String name, int burst, double perSecond) {}

    /**
     * @param taken false when the bucket was empty
     * @param remaining whole tokens that are left
     * @param secondsToNext until there is a token, at least 1
     * @param secondsToFull until the bucket is full
     */
    record Fill(boolean taken, Limit limit, int remaining, int secondsToNext, int secondsToFull) {}

    private static final class Bucket {
        double tokens;
        long at;
    }

    private final Limit limit;
    private final Clock clock;
    private final Map<K, Bucket> buckets;

    TokenBuckets(Limit limit, int most, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
                return size() > most;
            }
        };
    }

    /** Takes a token of this caller, whose bucket is full when it was never seen. */
    synchronized Fill take(K caller) {
        return take(buckets.computeIfAbsent(caller, unseen -> full()));
    }

    /** The same, but only for a caller that has a bucket. */
    synchronized Optional<Fill> takeIfKnown(K caller) {
        return Optional.ofNullable(buckets.get(caller)).map(this::take);
    }

    /** Whether there is a token; takes none and remembers nobody. */
    synchronized Fill look(K caller) {
        Bucket bucket = buckets.get(caller);
        if (bucket == null) {
            return fill(limit.burst(), true);
        }
        refill(bucket);
        return fill(bucket.tokens, bucket.tokens >= 1);
    }

    synchronized void forget(K caller) {
        buckets.remove(caller);
    }

    synchronized int size() {
        return buckets.size();
    }

    private Bucket full() {
        Bucket bucket = new Bucket();
        bucket.tokens = limit.burst();
        bucket.at = clock.millis();
        return bucket;
    }

    private Fill take(Bucket bucket) {
        refill(bucket);
        boolean taken = bucket.tokens >= 1;
        if (taken) {
            bucket.tokens--;
        }
        return fill(bucket.tokens, taken);
    }

    /** A clock that is set back refills nothing. */
    private void refill(Bucket bucket) {
        long now = clock.millis();
        double more = Math.max(0, now - bucket.at) / 1000.0 * limit.perSecond();
        bucket.tokens = Math.min(limit.burst(), bucket.tokens + more);
        bucket.at = now;
    }

    private Fill fill(double tokens, boolean taken) {
        return new Fill(
                taken, limit, (int) tokens, Math.max(1, secondsTo(1 - tokens)), secondsTo(limit.burst() - tokens));
    }

    private int secondsTo(double missing) {
        return missing <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.ceil(missing / limit.perSecond()));
    }
}
