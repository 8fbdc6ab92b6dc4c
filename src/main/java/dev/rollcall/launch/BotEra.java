package dev.rollcall.launch;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** How one family of bots wants to be told what to do. Pure: facts in, JSON out. Nulls are left out by the caller. */
sealed interface BotEra permits RollcallBot, ClassicBot, M10Bot, HBot {

    /** All that the bot is told, under the keys of its era and no others. */
    JsonObject config(BotFacts bot);

    /** The variables that carry it. */
    default List<String> configVariables() {
        return List.of("BOT_CONFIG");
    }

    /** What else the era's images look for in their environment. */
    default Map<String, String> environment(BotFacts bot) {
        return Map.of();
    }
}
