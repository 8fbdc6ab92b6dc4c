package dev.rollcall.dashboard;

import dev.rollcall.platform.HealthPart;
import dev.rollcall.platform.HealthPart.Fact;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parts of GET /health in words. */
@ApplicationScoped
class ServiceHealth {

    /** @param detail what else it says; empty when there is nothing to say */
    record Line(String name, boolean healthy, String word, String detail) {}

    /** The drain has a notice of its own. */
    private static final String SHOWN_ELSEWHERE = "draining";

    private final List<HealthPart> parts;

    ServiceHealth(@All List<HealthPart> parts) {
        this.parts = parts.stream()
                .filter(part -> !part.name().equals(SHOWN_ELSEWHERE))
                .toList();
    }

    Uni<List<Line>> lines() {
        return Uni.join()
                .all(parts.stream().map(HealthPart::ask).toList())
                .andFailFast()
                .map(facts -> IntStream.range(0, parts.size())
                        .mapToObj(i -> line(parts.get(i).name(), facts.get(i)))
                        .toList());
    }

    private static Line line(String name, Fact fact) {
        String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        if (fact.shown() instanceof Map<?, ?> facts) {
            return new Line(title, fact.healthy(), fact.healthy() ? "Fine" : "Look at it", said(facts));
        }
        String word = fact.shown().equals("up")
                ? "Up"
                : fact.shown().equals("down") ? "Down" : fact.shown().toString();
        return new Line(title, fact.healthy(), word, "");
    }

    /** What is as it should be, is not worth a word. */
    private static String said(Map<?, ?> facts) {
        return facts.entrySet().stream()
                .filter(fact -> fact.getValue() instanceof Integer number && number > 0
                        || "on_time".equals(fact.getKey()) && Boolean.FALSE.equals(fact.getValue())
                        || "dry_run".equals(fact.getKey()))
                .map(ServiceHealth::words)
                .collect(Collectors.joining(", "));
    }

    private static String words(Map.Entry<?, ?> fact) {
        return switch (fact.getKey().toString()) {
            case "held" -> fact.getValue() + " held back by the breaker";
            case "strays" -> fact.getValue() + " unknown workloads";
            case "on_time" -> "late";
            case "dry_run" -> "dry run: nobody is ended";
            default -> fact.getKey() + " " + fact.getValue();
        };
    }
}
