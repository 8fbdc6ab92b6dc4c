package dev.rollcall.bench;

/** What a crowd met, and what it cost meanwhile. */
record Measured(Latencies latencies, Meters.Reading used) {

    /** Two parts of one measurement. */
    Measured and(Measured more) {
        return new Measured(latencies.and(more.latencies), used.and(more.used));
    }

    int requests() {
        return latencies.count() + latencies.errors();
    }

    double perSecond() {
        return latencies.count() / used.seconds();
    }
}
