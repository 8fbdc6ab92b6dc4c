package dev.rollcall.dashboard;

import dev.rollcall.fleet.FleetActivity.Day;
import dev.rollcall.fleet.FleetActivity.HalfHour;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The last 24 hours as three small pictures. */
final class Activity {

    private Activity() {}

    static List<Sparkline> of(Day day) {
        return List.of(
                Sparkline.of(
                        "Started", "accent", count(day.starts()), "", "", values(day, half -> (double) half.starts())),
                Sparkline.of("Failed", "failed", count(day.failures()), share(day), "", values(day, half ->
                        (double) half.failures())),
                Sparkline.of(
                        "Time to active",
                        "active",
                        day.secondsToActive() == null ? "–" : seconds(day.secondsToActive()),
                        day.secondsToActive() == null ? "nobody got in" : "median",
                        " seconds",
                        values(day, HalfHour::secondsToActive)));
    }

    private static List<Double> values(Day day, Function<HalfHour, Double> value) {
        return day.halfHours().stream().map(value).toList();
    }

    private static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** What failed has often started before; so it is a ratio of a day, and no more. */
    private static String share(Day day) {
        return day.starts() == 0
                ? ""
                : String.format(Locale.ENGLISH, "%.1f %% of those started", 100.0 * day.failures() / day.starts());
    }

    private static String seconds(double seconds) {
        return seconds < 100 ? String.format(Locale.ENGLISH, "%.1f s", seconds) : Math.round(seconds / 60) + " min";
    }
}
