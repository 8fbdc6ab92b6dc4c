package dev.rollcall.event;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;

/** Where a reader of the feed begins: after a place that it has reached, with what comes next, or with the oldest. */
sealed interface FeedStart {

    record After(long seq) implements FeedStart {}

    record Latest() implements FeedStart {}

    record Oldest() implements FeedStart {}

    /**
     * @param after a place in the feed, or {@code latest}
     * @param absent what nothing at all means
     * @throws Problem 422 for anything else
     */
    static FeedStart of(String field, String after, FeedStart absent) {
        if (after == null || after.isBlank()) {
            return absent;
        }
        if (after.strip().equals("latest")) {
            return new Latest();
        }
        var errors = new FieldErrors();
        long seq = errors.wholeNumber(field, after, 0, Long.MAX_VALUE, 0);
        errors.throwIfAny();
        return new After(seq);
    }

    /** The place in the feed of this user. */
    default Uni<Long> place(long userId, FeedPages pages) {
        if (this instanceof After after) {
            return Uni.createFrom().item(after.seq());
        }
        return this instanceof Latest ? pages.newest(userId) : pages.beforeOldest(userId);
    }
}
