package dev.rollcall.chaos;

import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the service has answered while faults were made, and is held to afterwards. Written by many threads. */
final class Promises {

    /** A stop that was answered 202. */
    record Stop(long meetingId, Instant answered) {}

    /** A report of a status that was answered 200. */
    record Report(long meetingId, String status) {}

    private final Collection<Stop> stops = new ConcurrentLinkedQueue<>();
    private final Collection<Report> reports = new ConcurrentLinkedQueue<>();

    static Promises none() {
        return new Promises();
    }

    void stopAccepted(long meetingId) {
        stops.add(new Stop(meetingId, Instant.now()));
    }

    void reportAnswered(long meetingId, String status) {
        reports.add(new Report(meetingId, status));
    }

    Collection<Stop> stops() {
        return stops;
    }

    Collection<Report> reports() {
        return reports;
    }
}
