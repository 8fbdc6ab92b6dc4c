package dev.rollcall.bench;

/** What a crowd met, and what it cost meanwhile. */
record Measured(Latencies latencies, Meters.Reading used) {

    int requests() {
        return latencies.count() + latencies.errors();
    }

    double perSecond() {
        return latencies.count() / used.seconds();
    }
}
