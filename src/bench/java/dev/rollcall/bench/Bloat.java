package dev.rollcall.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is left behind by updating the same rows over and over: the size of the heartbeats with their index. */
final class Bloat implements Scenario {

    private static final int BOTS = Integer.getInteger("bench.bloat-bots", 10_000);
    private static final int CLIENTS = 48;

    /** Backends tell of what they did at most so late. */
    private static final long STATISTICS_MILLIS = 11_000;

    /** In a database of its own: heartbeats of other scenarios would blur it. */
    @Override
    public List<Row> measure(Stand others) {
        try (Stand stand = Stand.open()) {
            Seed.Bots bots = stand.seed().active(stand.seed().users(BOTS / 10, null), 10);
            stand.seed().settle();
            List<Request> beats = Heartbeats.requests(stand, bots);
            beat(stand, beats, 20);
            long after20 = size(stand);
            beat(stand, beats, 80);
            long after100 = size(stand);
            double growth = (double) after100 / after20;
            double hot = hotShare(stand);
            return List.of(Row.of(String.format(Locale.ROOT, "bloat of %,d bots", BOTS))
                    .remark("%d KB after 20 beats, %d KB after 100".formatted(after20 / 1024, after100 / 1024))
                    .goal(String.format(Locale.ROOT, "≤ 1.2 × the size, is %.2f", growth), growth <= 1.2)
                    .goal(String.format(Locale.ROOT, "HOT ≥ 99 %%, is %.2f", hot), hot >= 99));
        }
    }

    private static void beat(Stand stand, List<Request> beats, int times) {
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            players.add(new Rounds(beats, i, times));
        }
        Latencies latencies = Load.toTheEnd(stand, players);
        if (latencies.errors() > 0) {
            throw new IllegalStateException(latencies.errors() + " heartbeats were refused.");
        }
    }

    private static long size(Stand stand) {
        return stand.database().number("select pg_total_relation_size('heartbeats')");
    }

    private static double hotShare(Stand stand) {
        try {
            Thread.sleep(STATISTICS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Double.parseDouble(
                stand.database()
                        .text(
                                "select 100.0 * n_tup_hot_upd / n_tup_upd from pg_stat_user_tables where relname = 'heartbeats'"));
    }

    /** The bots of one connection, every so many of them, so many times. */
    private static final class Rounds implements Player {

        private final List<Request> beats;
        private final int first;
        private final int times;
        private int next;
        private int round;

        Rounds(List<Request> beats, int first, int times) {
            this.beats = beats;
            this.first = first;
            this.times = times;
            this.next = first;
        }

        @Override
        public Request next(long now) {
            if (next >= beats.size()) {
                next = first;
                round++;
            }
            if (round >= times) {
                return null;
            }
            Request beat = beats.get(next);
            next += CLIENTS;
            return beat;
        }

        @Override
        public boolean answered(Answer answer) {
            return answer.status() == 200;
        }
    }
}
