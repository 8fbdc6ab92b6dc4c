package dev.rollcall.bench;

import java.util.Arrays;

/** Every latency of a run, not a sample of them: percentiles are exact. Written by one thread. */
final class Latencies {

    private long[] nanos = new long[64 * 1024];
    private int count;
    private int errors;
    private volatile boolean recording;

    void record(boolean on) {
        recording = on;
    }

    void add(long latency, boolean wanted) {
        if (!recording) {
            return;
        }
        if (!wanted) {
            errors++;
            return;
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = latency;
    }

    /** Answers that were wanted. */
    int count() {
        return count;
    }

    int errors() {
        return errors;
    }

    /** To be called once nothing is recorded any more. */
    Latencies sorted() {
        Arrays.sort(nanos, 0, count);
        return this;
    }

    /** Both together, sorted. */
    Latencies and(Latencies more) {
        Latencies both = new Latencies();
        both.nanos = Arrays.copyOf(nanos, count + more.count);
        System.arraycopy(more.nanos, 0, both.nanos, count, more.count);
        both.count = count + more.count;
        both.errors = errors + more.errors;
        return both.sorted();
    }

    /** @param percent such as 99.9; NaN when nothing was recorded */
    double millis(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(percent / 100 * count) - 1;
        return nanos[Math.max(0, index)] / 1e6;
    }
}
