package dev.rollcall.meeting;

import dev.rollcall.meeting.BotOrders.Taken;
import dev.rollcall.platform.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What came of orders for bots. */
@ApplicationScoped
class OrderMeters {

    private final MeterRegistry registry;

    OrderMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Taken taken, Throwable failure) {
        registry.counter("rollcall.orders", "outcome", outcome(taken, failure)).increment();
    }

    private static String outcome(Taken taken, Throwable failure) {
        if (failure == null) {
            return taken.before() ? "replayed" : "accepted";
        }
        return failure instanceof Problem problem ? outcome(problem.status()) : "failed";
    }

    private static String outcome(int status) {
        return switch (status) {
            case 403, 429 -> "limit";
            case 409 -> "duplicate";
            case 503 -> "unavailable";
            default -> "invalid";
        };
    }
}
