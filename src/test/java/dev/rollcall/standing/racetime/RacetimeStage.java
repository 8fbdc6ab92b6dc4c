package dev.rollcall.standing.racetime;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that knows the bot, and what closes both after each test. */
abstract class RacetimeStage {

    private Vertx serverLoop;
    private Vertx botLoop;
    private final List<PlayedBot> bots = new ArrayList<>();
    PlayedRacetime server;

    @BeforeEach
    void begin() {
        serverLoop = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        botLoop = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        server = new PlayedRacetime(serverLoop);
        server.cache = java.time.Duration.ofMillis(100);
        server.tokens.activate(PlayedBot.CLIENT_ID, PlayedBot.CLIENT_SECRET);
    }

    PlayedBot bot() {
        return bot(PlayedBot.FAST);
    }

    PlayedBot bot(Pacing pacing) {
        return keep(new PlayedBot(botLoop, server.url(), pacing, 100));
    }

    PlayedBot keep(PlayedBot bot) {
        bots.add(bot);
        return bot;
    }

    Vertx botLoop() {
        return botLoop;
    }

    @AfterEach
    void end() {
        bots.forEach(PlayedBot::close);
        close(botLoop);
        close(serverLoop);
    }

    private static void close(Vertx vertx) {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
