package dev.rollcall.polling;

import dev.rollcall.access.BotToken;
import dev.rollcall.access.ServiceToken;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Who reports on a bot: a service with the token that was configured for it, or the bot with that of its launch. */
@ApplicationScoped
class ReportSender {

    private static final String SECRET = "X-Internal-Secret";

    /**
     * @param attempt the launch that counts
     */
    private record Launch(UUID connectionId, int attempt) {

        static Launch of(Row row) {
            return new Launch(UUID.fromString(row.getString("session_uid")), row.getInteger("attempt"));
        }
    }

    private final ServiceToken service;
    private final BotToken bots;
    private final Pool pool;

    ReportSender(ServiceToken service, BotToken bots, Pool pool) {
        this.service = service;
        this.bots = bots;
        this.pool = pool;
    }

    /** Fails with a {@link Problem} 401 for anybody else, whether or not there is such a bot. */
    Uni<Void> check(RoutingContext request, String botId) {
        if (service.isShownBy(request)) {
            return Uni.createFrom().voidItem();
        }
        String header = request.request().getHeader(SECRET);
        String secret = header == null ? request.request().getParam("token") : header;
        if (secret == null) {
            throw unknown();
        }
        return launchOf(botId).invoke(found -> check(found, secret)).replaceWithVoid();
    }

    private Uni<Optional<Launch>> launchOf(String botId) {
        return pool.preparedQuery("""
                        select s.session_uid, m.attempt
                        from polled_bots p
                        join meetings m on m.id = p.meeting_id
                        join meeting_sessions s on s.id = p.session_id
                        where p.bot_id = $1
                        """).execute(Tuple.of(botId)).map(rows -> Rows.first(rows, Launch::of));
    }

    /** An older launch is not heard: what it does is of no matter to this bot any more. */
    private void check(Optional<Launch> found, String secret) {
        Launch launch = found.orElseThrow(ReportSender::unknown);
        OptionalInt attempt = bots.attemptOf(launch.connectionId(), secret);
        if (attempt.isEmpty()) {
            throw unknown();
        }
        if (attempt.getAsInt() != launch.attempt()) {
            throw Problem.of(409, "Another launch of this bot has taken its place.");
        }
    }

    private static Problem unknown() {
        return Problem.of(401, "The bot's token is missing or wrong.");
    }
}
