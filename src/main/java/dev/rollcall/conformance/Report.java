package dev.rollcall.conformance;

import dev.rollcall.conformance.Check.Level;
import dev.rollcall.conformance.Verdict.Outcome;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What is printed: each check as soon as it and those before it are over, and what all of them say. */
final class Report {

    private final PrintStream out;
    private final Map<Check, Verdict> verdicts = new LinkedHashMap<>();

    Report(PrintStream out) {
        this.out = out;
    }

    /** Of the command its program alone: arguments may hold secrets. */
    void head(Options options) {
        out.printf(
                "Conformance of %s, profile %s, in %s %s, %s%n%n",
                options.command().get(0),
                options.profile().name().toLowerCase(Locale.ROOT),
                options.meeting().platform(),
                options.meeting().nativeId(),
                options.redis().map(redis -> "with " + redis).orElse("without Redis"));
    }

    void add(Check check, Verdict verdict) {
        verdicts.put(check, verdict);
        out.printf(
                "%2d  %-7s  %-11s  %s%n",
                check.number(), verdict.outcome().word(), check.level().word(), check.title());
        out.printf("%27s%s%n", "", verdict.saw());
        verdict.output().forEach(line -> out.printf("%27s| %s%n", "", line));
        out.flush();
    }

    /** @return whether all that is required was seen */
    boolean end() {
        boolean conforms = count(Level.REQUIRED, Outcome.FAIL) + count(Level.REQUIRED, Outcome.NOT_RUN) == 0;
        out.printf(
                "%n%s: required: %s; recommended: %s.%n",
                conforms ? "Conforms" : "Does not conform", counts(Level.REQUIRED), counts(Level.RECOMMENDED));
        return conforms;
    }

    private String counts(Level level) {
        return count(level, Outcome.PASS) + " passed, " + count(level, Outcome.FAIL) + " failed, "
                + count(level, Outcome.NOT_RUN) + " not run";
    }

    private long count(Level level, Outcome outcome) {
        return verdicts.entrySet().stream()
                .filter(entry ->
                        entry.getKey().level() == level && entry.getValue().outcome() == outcome)
                .count();
    }
}
