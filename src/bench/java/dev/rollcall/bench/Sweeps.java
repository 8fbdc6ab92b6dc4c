package dev.rollcall.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A thousand overdue bots among many that are well: how soon the first end is written, and how fast the others follow. */
final class Sweeps implements Scenario {

    private static final int OVERDUE = 1_000;
    private static final int LARGEST = Integer.getInteger("bench.sweep-bots", 1_000_000);

    /** The first pass of a process is a gap, after which silent bots get this long. */
    private static final long LEASE_SECONDS = 10;

    private static final Map<String, String> SETTINGS = Map.of(
            "rollcall.sweep.every", "5s",
            "rollcall.sweep.unknown-window", "1s", // the runtime "none" knows nothing of any bot
            "rollcall.deadlines.lease", LEASE_SECONDS + "s");

    /** In databases of their own. */
    @Override
    public List<Row> measure(Stand others) {
        List<Row> rows = new ArrayList<>();
        for (int live = 10_000; live <= LARGEST; live *= 10) {
            rows.add(among(live));
        }
        return rows;
    }

    private static Row among(int live) {
        try (Stand stand = Stand.open(SETTINGS)) {
            Seed.Users users = stand.seed().users(1_000, null);
            stand.seed().active(users, live / 1_000, "now() + interval '1 day'");
            Seed.Bots silent = stand.seed().active(users, 1, "now() + interval '1 day'");
            stand.seed().settle();
            pause(3 * LEASE_SECONDS * 1_000);
            makeOverdue(stand.database(), silent);
            awaitEnds(stand.database(), silent);
            return row(stand.database(), live, silent);
        }
    }

    /** Half of them by their deadline, half by their silence; between two passes, so that one pass finds them all. */
    private static void makeOverdue(Database database, Seed.Bots bots) {
        long middle = bots.first() + OVERDUE / 2;
        long pass = passes(database);
        while (passes(database) == pass) {
            pause(20);
        }
        pause(1_000);
        database.execute("""
                begin;
                update meetings
                set unknown_since = now() - interval '1 hour',
                    status        = case when id < %1$d then 'joining' else status end,
                    on_deadline   = case when id < %1$d then 'fail' else on_deadline end,
                    deadline_at   = case when id < %1$d then now() - interval '1 minute' else deadline_at end
                where id between %2$d and %3$d;
                update heartbeats set last_heartbeat_at = now() - interval '2 hours'
                where meeting_id between %1$d and %3$d;
                commit
                """.formatted(middle, bots.first(), bots.first() + OVERDUE - 1));
    }

    private static long passes(Database database) {
        return database.number(
                "select coalesce((extract(epoch from last_pass_at) * 1000)::bigint, 0) from sweep_state");
    }

    private static void awaitEnds(Database database, Seed.Bots bots) {
        long giveUp = System.nanoTime() + 120_000_000_000L;
        while (database.number("select count(*) from meetings where end_time is null and id between %d and %d"
                        .formatted(bots.first(), bots.first() + OVERDUE - 1))
                > 0) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("The sweeper has not ended all that is overdue.");
            }
            pause(50);
        }
    }

    private static Row row(Database database, int live, Seed.Bots bots) {
        String ends = "from meetings where id between %d and %d".formatted(bots.first(), bots.first() + OVERDUE - 1);
        long found = database.number("""
                select (extract(epoch from min(end_time) - (select last_pass_at from sweep_state)) * 1000)::bigint
                """ + ends);
        double seconds =
                Double.parseDouble(database.text("select extract(epoch from max(end_time) - min(end_time)) " + ends));
        double perSecond = OVERDUE / seconds;
        Row row = Row.of(String.format(Locale.ROOT, "sweep, 1,000 overdue among %,d", live));
        return row.goal("first end < 200 ms after the pass began, is %d ms".formatted(found), found >= 0 && found < 200)
                .goal(String.format(Locale.ROOT, "≥ 500 ends/s, is %,.0f", perSecond), perSecond >= 500);
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
