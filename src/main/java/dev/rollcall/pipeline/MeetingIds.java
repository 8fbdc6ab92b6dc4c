package dev.rollcall.pipeline;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A bot is known by the id of its meeting, until somebody gives out others. */
@DefaultBean
@ApplicationScoped
class MeetingIds implements BotIds {

    @Override
    public Uni<Optional<Long>> meetingOf(String botId) {
        return Uni.createFrom().item(number(botId));
    }

    private static Optional<Long> number(String botId) {
        return botId.matches("\\d{1,18}") ? Optional.of(Long.valueOf(botId)) : Optional.empty();
    }
}
