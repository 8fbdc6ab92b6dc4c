package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * How the bot acts out a meeting that is not there.
 *
 * @param step between two steps of the scenario
 * @param startDelay before the first callback, for {@link Scenario#SLOW_START} only
 * @param active how long the meeting goes on before the bot is left alone in it
 */
record Simulation(Scenario scenario, Duration step, Duration startDelay, Duration active) {

    static Simulation parse(JsonNode simulate) {
        return new Simulation(
                Fields.text(simulate, "scenario").map(Scenario::named).orElse(Scenario.NORMAL),
                Fields.millis(simulate, "step_ms", 0).orElse(Duration.ofSeconds(1)),
                Fields.millis(simulate, "start_delay_ms", 0).orElse(Duration.ofSeconds(5)),
                Fields.millis(simulate, "active_ms", 0).orElse(BotSettings.FOREVER));
    }
}
