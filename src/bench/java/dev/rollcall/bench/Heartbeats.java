package dev.rollcall.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Bots that say they are alive: the one request that grows with everything. */
final class Heartbeats implements Scenario {

    private static final int BOTS = 10_000;

    @Override
    public List<Row> measure(Stand stand) {
        Seed.Bots bots = stand.seed().active(stand.seed().users(1_000, null), BOTS / 1_000);
        stand.seed().settle();
        List<Request> beats = requests(stand, bots);
        Load.run(stand, crowd(beats, 48), Duration.ofSeconds(1)); // compiled for a crowd before anything counts
        List<Row> rows = new ArrayList<>();
        for (int clients : new int[] {1, 16, 48}) {
            rows.add(measure(stand, bots, beats, clients));
        }
        return rows;
    }

    static List<Request> requests(Stand stand, Seed.Bots bots) {
        List<Request> beats = new ArrayList<>();
        for (int i = 0; i < bots.count(); i++) {
            beats.add(stand.seed().heartbeat(bots.id(i)));
        }
        return beats;
    }

    private static Row measure(Stand stand, Seed.Bots bots, List<Request> beats, int clients) {
        Row row = Floor.around(
                "heartbeats, c=" + clients,
                stand,
                crowd(beats, clients),
                "floor-heartbeat.sql",
                Map.of("first", bots.first(), "bots", (long) bots.count()));
        return clients < 48
                ? row
                : row.goal("≥ 1.0 × floor", row.ratio() >= 1)
                        .goal("≥ 8,000/s", row.perSecond() >= 8_000)
                        .goal("p99 < 50 ms", row.p99() < 50)
                        .goal("≤ 0.2 commits", row.commits() <= 0.2);
    }

    private static List<Player> crowd(List<Request> beats, int clients) {
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            players.add(new Bot(beats));
        }
        return players;
    }

    /** A connection that carries the heartbeats of any bot. */
    record Bot(List<Request> beats) implements Player {

        @Override
        public Request next(long now) {
            return beats.get(ThreadLocalRandom.current().nextInt(beats.size()));
        }

        @Override
        public boolean answered(Answer answer) {
            return answer.status() == 200;
        }
    }
}
