package dev.rollcall.bench;

import java.time.Duration;
import java.util.List;

/** One thing to measure; its lines of the table. */
interface Scenario {

    /** Of each measured run, and of each floor. */
    Duration LENGTH = Duration.ofSeconds(Long.getLong("bench.seconds", 15));

    List<Row> measure(Stand stand);
}
