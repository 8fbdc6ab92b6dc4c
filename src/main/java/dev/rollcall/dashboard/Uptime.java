package dev.rollcall.dashboard;

import dev.rollcall.standing.ConnectionDays.Turn;
import dev.rollcall.standing.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last 24 hours of a connection as a strip: high where it stood, half as high where it should have and did not, thin
 * where it was switched off, so that nobody depends on colours.
 *
 * @param share of the time in which it was to be connected, such as "97.3 %"; "–" where it never was to be
 * @param told the whole picture in one sentence, for whoever does not see it
 * @param stretches what stood comes first: what is shorter than can be seen is drawn wider, over it
 */
record Uptime(String share, String told, List<Stretch> stretches) {

    /** Minutes of a day: the units of the picture from left to right. */
    static final int WIDTH = 1440;

    /** Some three pixels on a desk. */
    private static final int NARROWEST = 6;

    private static final Duration DAY = Duration.ofDays(1);
    /** In the units of the picture, from its upper left corner. */
    record Stretch(String look, int x, int y, int width, int height) {}

    private record Time(Status status, Instant from, Instant to) {

        private Duration length() {
            return Duration.between(from, to);
        }
    }

    /** @param turns the oldest first; the first one may lie before the day, and says how the day began */
    static Uptime of(List<Turn> turns, Instant now) {
        List<Time> day = day(turns, now);
        Duration up = sum(day, true);
        Duration wanted = up.plus(sum(day, false));
        if (wanted.isZero()) {
            return new Uptime("–", "It was not to be connected in the last 24 hours.", drawn(day, now));
        }
        String share = share(up, wanted);
        String told = "Connected %s of %s, with %s.".formatted(share, time(wanted), interruptions(day));
        return new Uptime(share, told, drawn(day, now));
    }

    private static List<Time> day(List<Turn> turns, Instant now) {
        Instant begin = now.minus(DAY);
        List<Time> day = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            Instant from = later(turns.get(i).at(), begin);
            Instant to = i + 1 < turns.size() ? turns.get(i + 1).at() : now;
            if (to.isAfter(from)) {
                day.add(new Time(turns.get(i).status(), from, to));
            }
        }
        return day;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration sum(List<Time> day, boolean connected) {
        return day.stream()
                .filter(time ->
                        time.status() != Status.DISCONNECTED && (time.status() == Status.CONNECTED) == connected)
                .map(Time::length)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Rounded down: it is 100 % only where nothing was missing. */
    private static String share(Duration up, Duration wanted) {
        long tenths = 1000 * up.toMillis() / wanted.toMillis();
        return tenths == 1000 ? "100 %" : String.format(Locale.ENGLISH, "%d.%d %%", tenths / 10, tenths % 10);
    }

    private static String time(Duration wanted) {
        if (wanted.compareTo(DAY) >= 0) {
            return "the last 24 hours";
        }
        return wanted.toHours() == 0
                ? "the %d minutes that it was to be".formatted(wanted.toMinutes())
                : "the %d h %d min that it was to be".formatted(wanted.toHours(), wanted.toMinutesPart());
    }

    /** From being connected to any trouble: two troubles in a row are one interruption. */
    private static String interruptions(List<Time> day) {
        int count = 0;
        for (int i = 1; i < day.size(); i++) {
            boolean lost = day.get(i).status() != Status.CONNECTED && day.get(i).status() != Status.DISCONNECTED;
            if (lost && day.get(i - 1).status() == Status.CONNECTED) {
                count++;
            }
        }
        return switch (count) {
            case 0 -> "no interruption";
            case 1 -> "1 interruption";
            default -> count + " interruptions";
        };
    }

    private static List<Stretch> drawn(List<Time> day, Instant now) {
        List<Stretch> stretches = new ArrayList<>();
        day.stream()
                .filter(time -> time.status() == Status.CONNECTED)
                .forEach(time -> stretches.add(stretch(time, now)));
        day.stream()
                .filter(time -> time.status() != Status.CONNECTED)
                .forEach(time -> stretches.add(stretch(time, now)));
        return stretches;
    }

    private static Stretch stretch(Time time, Instant now) {
        int from = minute(time.from(), now);
        int width = Math.max(NARROWEST, minute(time.to(), now) - from);
        int x = Math.min(from, WIDTH - width);
        return switch (time.status()) {
            case CONNECTED -> new Stretch(look(time), x, 0, width, 24);
            case DISCONNECTED -> new Stretch(look(time), x, 20, width, 4);
            default -> new Stretch(look(time), x, 12, width, 12);
        };
    }

    private static String look(Time time) {
        return ConnectionBadge.of(time.status()).look();
    }

    private static int minute(Instant at, Instant now) {
        return (int) (WIDTH - Duration.between(at, now).toMinutes());
    }
}
