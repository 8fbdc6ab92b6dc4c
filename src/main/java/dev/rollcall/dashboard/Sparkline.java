package dev.rollcall.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A row of bars, one for each half hour of a day, as high as the highest allows.
 *
 * @param look the colour's class in the style sheet
 * @param total the number of the whole day, as people read it
 * @param note what stands beside the number; empty for nothing
 * @param told the whole picture in one sentence, for whoever does not see it
 */
record Sparkline(String title, String look, String total, String note, String told, List<Bar> bars) {

    static final int HEIGHT = 40;
    private static final int STEP = 5;
    private static final int WIDTH = 4;

    /** In the units of the picture, from its upper left corner. */
    record Bar(int x, String y, int width, String height) {}

    /** @param values null where there is nothing to tell */
    static Sparkline of(String title, String look, String total, String note, String unit, List<Double> values) {
        double most = values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        String told = "%s in each half hour of the last 24 hours: %s%s at most.".formatted(title, number(most), unit);
        return new Sparkline(title, look, total, note, told, bars(values, most));
    }

    private static List<Bar> bars(List<Double> values, double most) {
        return IntStream.range(0, values.size())
                .filter(i -> values.get(i) != null && values.get(i) > 0)
                .mapToObj(i -> bar(i, values.get(i) / most))
                .toList();
    }

    /** Whatever there was, shows. */
    private static Bar bar(int place, double share) {
        double height = Math.max(2, share * HEIGHT);
        return new Bar(place * STEP, text(HEIGHT - height), WIDTH, text(height));
    }

    private static String text(double units) {
        return String.format(Locale.ROOT, "%.1f", units);
    }

    private static String number(double value) {
        return Long.toString(Math.round(value));
    }
}
