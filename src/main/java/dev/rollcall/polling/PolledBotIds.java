package dev.rollcall.polling;

import dev.rollcall.pipeline.BotIds;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A bot is known by what its trigger answered; by the id of its meeting as well, for those who send bots otherwise. */
@ApplicationScoped
class PolledBotIds implements BotIds {

    private final Pool pool;

    PolledBotIds(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Optional<Long>> meetingOf(String botId) {
        if (botId.matches("\\d{1,18}")) {
            return Uni.createFrom().item(Optional.of(Long.valueOf(botId)));
        }
        return pool.preparedQuery("select meeting_id from polled_bots where bot_id = $1")
                .execute(Tuple.of(botId))
                .map(rows -> Rows.first(rows, row -> row.getLong("meeting_id")));
    }
}
