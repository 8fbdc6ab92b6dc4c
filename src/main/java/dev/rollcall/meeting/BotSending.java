package dev.rollcall.meeting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.access.WebhookConfig;
import dev.rollcall.meeting.BotOrders.Taken;
import dev.rollcall.platform.Problem;
import dev.rollcall.tracing.Tracing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sends bots for whoever asks, by the API or by a form: by the same checks, and once for each Idempotency-Key. */
@ApplicationScoped
public class BotSending {

    private final BotOrders orders;
    private final WebhookConfig webhooks;
    private final Tracing tracing;
    private final boolean simulation;

    BotSending(
            BotOrders orders,
            WebhookConfig webhooks,
            Tracing tracing,
            @ConfigProperty(name = "rollcall.simulation.enabled", defaultValue = "false") boolean simulation) {
        this.orders = orders;
        this.webhooks = webhooks;
        this.tracing = tracing;
        this.simulation = simulation;
    }

    /**
     * @param request as the body of POST /bots
     * @param key null for none
     * @throws Problem 422 with every wrong field, before anything is done; the Uni fails with one when the bot cannot
     *     be sent
     */
    public Uni<Taken> send(long userId, JsonNode request, String key) {
        return send(userId, request, key, WithReservation.NOTHING);
    }

    /**
     * The same for whoever keeps something of its own about the bot.
     *
     * @param also what is written in the transaction that takes the order
     */
    public Uni<Taken> send(long userId, JsonNode request, String key, WithReservation also) {
        return send(userId, BotRequest.from(request), key, also);
    }

    Uni<Taken> send(long userId, BotRequest request, String key) {
        return send(userId, request, key, WithReservation.NOTHING);
    }

    private Uni<Taken> send(long userId, BotRequest request, String key, WithReservation also) {
        BotOrder order = BotRequestValidation.check(request, simulation, webhooks.rules())
                .orThrow();
        return tracing.request(
                orders.take(userId, order, IdempotencyKey.of(key), also),
                taken -> taken.meeting().id());
    }

    /** What the reference bot can play; empty where bots join real meetings only. */
    public List<String> scenarios() {
        return simulation ? Simulation.SCENARIOS : List.of();
    }
}
