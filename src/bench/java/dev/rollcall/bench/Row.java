package dev.rollcall.bench;

import java.util.Locale;

/**
 * A line of the table. What a scenario does not have is NaN, and printed as nothing.
 *
 * @param floor transactions per second of the floor
 * @param goal what was wanted, and whether it is so
 */
record Row(
        String name,
        double perSecond,
        double floor,
        double p50,
        double p99,
        double p999,
        long errors,
        double serviceCpu,
        double databaseCpu,
        double commits,
        double megabytes,
        String goal) {

    static final String HEAD = """
            | scenario | per second | floor | ratio | p50 ms | p99 ms | p99.9 ms | errors | service CPU s/1000 | \
            database CPU s/1000 | commits/request | RSS MB | goal |
            | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |
            """;

    static Row of(String name, Measured measured) {
        Latencies latencies = measured.latencies();
        Meters.Reading used = measured.used();
        double requests = measured.requests();
        return new Row(
                name,
                measured.perSecond(),
                Double.NaN,
                latencies.millis(50),
                latencies.millis(99),
                latencies.millis(99.9),
                latencies.errors(),
                1000 * used.serviceCpu() / requests,
                1000 * used.databaseCpu() / requests,
                used.commits() / requests,
                used.megabytes(),
                "");
    }

    /** Of latencies alone. */
    static Row of(String name, Latencies latencies) {
        double none = Double.NaN;
        return new Row(
                name,
                none,
                none,
                latencies.millis(50),
                latencies.millis(99),
                latencies.millis(99.9),
                latencies.errors(),
                none,
                none,
                none,
                none,
                "");
    }

    /** A figure that fits no column stands with its goal. */
    static Row of(String name) {
        return of(name, new Latencies());
    }

    Row floor(double floor) {
        return new Row(
                name, perSecond, floor, p50, p99, p999, errors, serviceCpu, databaseCpu, commits, megabytes, goal);
    }

    Row megabytes(double megabytes) {
        return new Row(
                name, perSecond, floor, p50, p99, p999, errors, serviceCpu, databaseCpu, commits, megabytes, goal);
    }

    Row goal(String wanted, boolean met) {
        String all = (goal.isEmpty() ? "" : goal + "; ") + wanted + (met ? ": met" : ": **missed**");
        return new Row(
                name, perSecond, floor, p50, p99, p999, errors, serviceCpu, databaseCpu, commits, megabytes, all);
    }

    /** A figure without a goal. */
    Row remark(String text) {
        String all = goal.isEmpty() ? text : goal + "; " + text;
        return new Row(
                name, perSecond, floor, p50, p99, p999, errors, serviceCpu, databaseCpu, commits, megabytes, all);
    }

    double ratio() {
        return perSecond / floor;
    }

    @Override
    public String toString() {
        return String.join(
                " | ",
                "| " + name,
                text("%,.0f", perSecond),
                text("%,.0f", floor),
                text("%.2f", ratio()),
                text("%.1f", p50),
                text("%.1f", p99),
                text("%.1f", p999),
                String.valueOf(errors),
                text("%.3f", serviceCpu),
                text("%.3f", databaseCpu),
                text("%.2f", commits),
                text("%.0f", megabytes),
                goal + " |");
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }
}
