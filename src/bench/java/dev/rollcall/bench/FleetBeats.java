package dev.rollcall.bench;

import java.util.List;
import java.util.Locale;

/** A whole fleet with a heartbeat every 30 s, half of it first: what it costs, and how that grows. */
final class FleetBeats implements Scenario {

    private static final int FLEET = Integer.getInteger("bench.fleet", 100_000);
    private static final int BOTS_OF_A_USER = 10;
    private static final double SECONDS_BETWEEN = 30;
    private static final int CONNECTIONS = 64;

    @Override
    public List<Row> measure(Stand stand) {
        Seed.Bots bots = stand.seed().active(stand.seed().users(FLEET / BOTS_OF_A_USER, null), BOTS_OF_A_USER);
        stand.seed().settle();
        List<Request> beats = Heartbeats.requests(stand, bots);
        Measured half = run(stand, beats.subList(0, FLEET / 2));
        Measured whole = run(stand, beats);
        Row row = Row.of(name(FLEET), whole);
        double growth = whole.used().cores() / half.used().cores();
        return List.of(
                Row.of(name(FLEET / 2), half).remark(cores(half)),
                row.goal("p99 < 50 ms", row.p99() < 50)
                        .goal("≤ 1.0 core, is " + cores(whole), whole.used().cores() <= 1)
                        .goal(String.format(Locale.ROOT, "≤ 2 × the CPU of half, is %.2f", growth), growth <= 2));
    }

    private static Measured run(Stand stand, List<Request> beats) {
        Timetable timetable = new Timetable()
                .every(beats.size() / SECONDS_BETWEEN, i -> new Timetable.Step(beats.get(i % beats.size())));
        return Load.run(stand, timetable.players(CONNECTIONS), LENGTH);
    }

    private static String name(int bots) {
        return String.format(Locale.ROOT, "%,d bots, a heartbeat every 30 s", bots);
    }

    static String cores(Measured measured) {
        return String.format(Locale.ROOT, "%.2f cores", measured.used().cores());
    }
}
