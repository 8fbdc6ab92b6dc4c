package dev.rollcall.meeting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Printable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the reference bot shall play instead of joining a real meeting; for development and tests only. */
final class Simulation {

    static final List<String> SCENARIOS = List.of(
            "normal", "lobby", "rejected", "lobby_timeout", "crash", "silent", "deaf", "slow_start", "early_exit");

    private static final String NOT_ALLOWED = "simulate is accepted only where rollcall.simulation.enabled is true.";
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int MOST_KEYS = 20;
    private static final int LONGEST_TEXT = 255;

    private Simulation() {}

    /**
     * The simulation as the bot gets it: the scenario, and every other value as it was sent. Null for none, and for one
     * that is not valid.
     */
    static Map<String, Object> of(JsonNode simulate, boolean allowed, FieldErrors errors) {
        if (simulate == null) {
            return null;
        }
        if (!allowed) {
            errors.add("simulate", NOT_ALLOWED);
            return null;
        }
        if (simulate.size() > MOST_KEYS) {
            errors.add("simulate", "simulate must have at most " + MOST_KEYS + " keys.");
            return null;
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("scenario", scenario(simulate, errors));
        for (var entry : simulate.properties()) {
            result.computeIfAbsent(entry.getKey(), key -> value(key, simulate, errors));
        }
        result.values().removeIf(value -> value == null);
        return Collections.unmodifiableMap(result);
    }

    private static String scenario(JsonNode simulate, FieldErrors errors) {
        JsonNode scenario = simulate.path("scenario");
        if (scenario.isMissingNode() || scenario.isNull()) {
            return SCENARIOS.get(0);
        }
        errors.addUnless(
                scenario.isTextual() && SCENARIOS.contains(scenario.textValue()),
                "simulate.scenario",
                "simulate.scenario must be one of " + String.join(", ", SCENARIOS) + ".");
        return scenario.textValue();
    }

    private static Object value(String key, JsonNode simulate, FieldErrors errors) {
        if (!KEY.matcher(key).matches()) {
            errors.add("simulate", "simulate must have keys of small letters, digits and underscores only.");
            return null;
        }
        JsonNode value = simulate.get(key);
        if (key.endsWith("_ms")) {
            Duration millis =
                    new JsonFields(simulate, "simulate.", errors).millis(key, Duration.ZERO, AutomaticLeave.LONGEST);
            return millis == null ? null : millis.toMillis();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        String text = value.textValue();
        errors.addUnless(
                value.isNull() || (text != null && text.length() <= LONGEST_TEXT && !Printable.hasControl(text)),
                "simulate." + key,
                "simulate." + key + " must be a short text, a whole number, true or false.");
        return text;
    }
}
