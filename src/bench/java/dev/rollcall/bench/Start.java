package dev.rollcall.bench;

import dev.rollcall.PackagedService;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** From the start of the process to the first "ready", on a database that is there; and what it holds when idle. */
final class Start implements Scenario {

    private static final int STARTS = 5;
    private static final long LOOK_EVERY_MILLIS = 10;
    private static final long IDLE_MILLIS = Long.getLong("bench.idle", 30) * 1000;

    private static final Request READY = Request.of("GET", "/q/health/ready", null);

    @Override
    public List<Row> measure(Stand stand) {
        Latencies starts = new Latencies();
        starts.record(true);
        for (int i = 0; i < STARTS; i++) {
            stand.service().stop();
            starts.add(start(stand), true);
        }
        pause(IDLE_MILLIS);
        double megabytes = stand.meters().megabytes();
        List<Row> rows = new ArrayList<>();
        Row ready = Row.of("start to ready, %d times".formatted(STARTS), starts.sorted());
        rows.add(ready.goal("< 2 s", ready.p50() < 2_000));
        rows.add(Row.of("idle for %d s".formatted(IDLE_MILLIS / 1000))
                .megabytes(megabytes)
                .goal("< 300 MB", megabytes < 300));
        return rows;
    }

    private static long start(Stand stand) {
        long begin = System.nanoTime();
        PackagedService service = stand.launch();
        while (!isReady(service)) {
            if (!service.process().isAlive()) {
                throw new IllegalStateException(service.log());
            }
            pause(LOOK_EVERY_MILLIS);
        }
        return System.nanoTime() - begin;
    }

    private static boolean isReady(PackagedService service) {
        try {
            return HttpCall.send(service.port(), READY).status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
