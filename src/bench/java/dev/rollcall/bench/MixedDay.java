package dev.rollcall.bench;

import java.time.Duration;
import java.util.List;

/** All at once: 100,000 bots that beat every 30 s, 50 new bots and 50 lives a second, 500 polls a second. */
final class MixedDay implements Scenario {

    private static final Duration LONG = Duration.ofSeconds((long) (60 * Double.parseDouble(minutes())));

    private static String minutes() {
        return System.getProperty("bench.minutes", "5");
    }

    private static final int BOTS = 100_000;
    private static final int USERS = 10_000;
    private static final int LIVES_PER_SECOND = 50;
    private static final int POLLS_PER_SECOND = 500;
    private static final int CONNECTIONS = 128;

    /** The lives of the warm-up as well. */
    private static final int LIVES = (int) (LIVES_PER_SECOND * (LONG.toSeconds() + 60));

    @Override
    public List<Row> measure(Stand stand) {
        Seed.Users users = stand.seed().users(USERS, null);
        Seed.Bots live = stand.seed().active(users, BOTS / USERS);
        Seed.Bots lives = stand.seed().launched(stand.seed().users(LIVES, null), 1);
        stand.seed().settle();
        List<Request> beats = Heartbeats.requests(stand, live);
        Timetable day = new Timetable()
                .every(BOTS / 30.0, i -> new Timetable.Step(beats.get(i % BOTS)))
                .every(POLLS_PER_SECOND, i -> new Timetable.Step(poll(users.id(i))))
                .every(LIVES_PER_SECOND, i -> new Timetable.Step(Seed.order(users.id(i), newMeeting(i))))
                .every(LIVES_PER_SECOND, i -> life(stand.seed(), lives.id(i)));
        Measured measured = Load.run(stand, day.players(CONNECTIONS), LONG);
        Row row = Row.of("mixed day of %s minutes".formatted(minutes()), measured);
        return List.of(row.goal("p99 < 50 ms", row.p99() < 50).remark(FleetBeats.cores(measured)));
    }

    private static Request poll(long user) {
        return Request.of("GET", "/bots/status", null, Seed.apiKey(user));
    }

    private static String newMeeting(int number) {
        return Seed.nativeId(9_000_000_000L + number);
    }

    private static Timetable.Step life(Seed seed, long bot) {
        Timetable.Step step = null;
        for (String report : List.of("completed", "active", "awaiting_admission", "joining")) {
            step = new Timetable.Step(seed.callback(bot, "status_change", ", \"status\": \"" + report + "\""), step);
        }
        return step;
    }
}
