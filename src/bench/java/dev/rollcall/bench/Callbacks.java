package dev.rollcall.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Whole lives of bots, each a sequence of four reports: joining, in the lobby, in the meeting, over. */
final class Callbacks implements Scenario {

    private static final int CLIENTS = 16;

    /** Lives enough for a machine ten times as fast. */
    private static final int USERS = 1_000;

    private static final int LIVES_OF_A_USER = 40;

    @Override
    public List<Row> measure(Stand stand) {
        Seed.Bots bots = stand.seed().launched(stand.seed().users(USERS, null), LIVES_OF_A_USER);
        Seed.Bots floor = stand.seed().active(stand.seed().users(USERS, null), 10); // those of the lives are over then
        stand.seed().settle();
        AtomicInteger next = new AtomicInteger();
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            players.add(new Life(stand.seed(), bots, next));
        }
        Row row = Floor.around(
                "status callbacks, c=" + CLIENTS,
                stand,
                players,
                "floor-transition.sql",
                Map.of("first", floor.first(), "bots", (long) floor.count()));
        return List.of(row.goal("≥ 0.6 × floor", row.ratio() >= 0.6));
    }

    /** One bot after the other; neighbours in time are bots of different users. */
    private static final class Life implements Player {

        private static final List<String> REPORTS = List.of("joining", "awaiting_admission", "active", "completed");

        private final Seed seed;
        private final Seed.Bots bots;
        private final AtomicInteger nextBot;
        private long bot;
        private int step;

        Life(Seed seed, Seed.Bots bots, AtomicInteger nextBot) {
            this.seed = seed;
            this.bots = bots;
            this.nextBot = nextBot;
        }

        @Override
        public Request next(long now) {
            if (step == 0) {
                int life = nextBot.getAndIncrement();
                if (life >= bots.count()) {
                    throw new IllegalStateException("All lives are played: take more of them.");
                }
                bot = bots.first() + (life % USERS) * LIVES_OF_A_USER + life / USERS;
            }
            String report = REPORTS.get(step);
            step = (step + 1) % REPORTS.size();
            return seed.callback(bot, "status_change", ", \"status\": \"" + report + "\"");
        }

        @Override
        public boolean answered(Answer answer) {
            return answer.status() == 200 && answer.body().contains("processed");
        }
    }
}
