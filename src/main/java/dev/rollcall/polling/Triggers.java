package dev.rollcall.polling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.meeting.BotSending;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import dev.rollcall.polling.PollingApi.Trigger;
import dev.rollcall.polling.PollingApi.Triggered;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Sends bots as POST /bots does, by another name of the link, and keeps what they are called here. */
@ApplicationScoped
class Triggers {

    private static final String LINK = "meeting_url";
    private static final String LINK_HERE = "meet_url";

    private final BotSending sending;
    private final PolledBots bots;

    Triggers(BotSending sending, PolledBots bots) {
        this.sending = sending;
        this.bots = bots;
    }

    Uni<Triggered> trigger(long userId, Trigger trigger, String idempotencyKey) {
        ObjectNode order = order(trigger);
        String botId = PolledBots.newId();
        return Uni.createFrom()
                .deferred(() -> sending.send(
                        userId, order, idempotencyKey, (connection, record) -> bots.add(connection, botId, record)))
                .onFailure(Problem.class)
                .transform(problem -> asHere((Problem) problem))
                .chain(taken -> taken.before()
                        ? bots.idOf(taken.meeting().id())
                        : Uni.createFrom().item(botId))
                .map(Triggered::of);
    }

    private static ObjectNode order(Trigger trigger) {
        JsonNode link = trigger.meetUrl();
        if (link == null
                || link.isNull()
                || link.isTextual() && link.textValue().isBlank()) {
            throw Problem.invalid(LINK_HERE, LINK_HERE + " is required: the link of the meeting.");
        }
        ObjectNode order = trigger.body().deepCopy();
        order.remove(LINK_HERE);
        order.set(LINK, link);
        return order;
    }

    /** The link has another name here, also where something is wrong with it. */
    private static Problem asHere(Problem problem) {
        return problem.errors().isEmpty()
                ? problem
                : Problem.invalid(problem.errors().stream()
                        .map(error -> new FieldError(
                                error.field().replace(LINK, LINK_HERE),
                                error.message().replace(LINK, LINK_HERE)))
                        .toList());
    }
}
