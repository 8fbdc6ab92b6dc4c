package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Waits for what happens to a user's meetings, for reads that stand below the feed of events. */
public interface NextChange {

    /** The place of the newest event of this user; 0 before the first. */
    Uni<Long> newest(long userId);

    /** Completes when there is an event after this place, or when the time is over. */
    Uni<Void> after(long userId, long seq, Duration patience);
}
