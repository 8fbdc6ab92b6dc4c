package dev.rollcall.dashboard;

import dev.rollcall.explain.Explanation.Lease;
import dev.rollcall.meeting.MeetingDetails.Details;
import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of a bot's heartbeats: the first and the last one of its launch, no more.
 *
 * @param leaseEnd when silence ends the bot; null when it does not
 * @param used how much of that time has gone by in silence, 0 to 100
 * @param told the same in words
 */
record Heartbeats(Instant first, Instant last, Instant leaseEnd, int used, String told) {

    static Heartbeats of(Details meeting, Lease lease) {
        Instant last = lease.lastHeartbeatAt();
        boolean counts = lease.applies() && last != null && lease.runsOutAt() != null;
        return new Heartbeats(
                last == null ? null : meeting.firstHeartbeatAt(),
                last,
                counts ? lease.runsOutAt() : null,
                counts ? used(last, lease) : 0,
                lease.sentence());
    }

    private static int used(Instant last, Lease lease) {
        long whole = Duration.between(last, lease.runsOutAt()).toSeconds();
        return whole <= 0 ? 100 : (int) Math.min(100, 100 * lease.ageSeconds() / whole);
    }

    public String look() {
        return used < 60 ? "active" : used < 90 ? "lobby" : "failed";
    }
}
