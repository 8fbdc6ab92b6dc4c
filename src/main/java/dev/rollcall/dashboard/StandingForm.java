package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import dev.rollcall.standing.StandingApi.StandingBot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The form of a standing bot. Credentials go in and never come out: their fields are empty whatever is there.
 *
 * @param id null for a new one
 * @param title the bot's name as it is, while the form may hold another
 * @param hasCredentials there are some, which stay when no others are typed
 * @param problem what is wrong beside the fields; empty for nothing
 */
record StandingForm(
        Long id,
        String title,
        boolean hasCredentials,
        boolean active,
        Map<String, String> values,
        List<String> connectors,
        FormErrors errors,
        String problem) {

    static StandingForm empty(List<String> connectors) {
        return new StandingForm(null, "", false, true, Map.of(), connectors, FormErrors.NONE, "");
    }

    static StandingForm of(StandingBot bot) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("connector", bot.connector());
        values.put("category", bot.category());
        values.put("name", bot.name());
        values.put("base_url", bot.baseUrl());
        bot.settings().forEach((name, value) -> values.put(name, String.valueOf(value)));
        return new StandingForm(
                bot.id(),
                bot.name(),
                bot.hasCredentials(),
                bot.isActive(),
                values,
                List.of(bot.connector()),
                FormErrors.NONE,
                "");
    }

    StandingForm refused(StandingFields typed, Problem problem) {
        return new StandingForm(
                id,
                title,
                hasCredentials,
                StandingFields.given(typed.active()),
                typed.shown(),
                connectors,
                FormErrors.ofLastNames(problem),
                problem.errors().isEmpty() ? problem.detail() : "");
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    public boolean is(String field, String value) {
        return value.equals(values.get(field));
    }

    /** Where it is sent to. */
    public String action() {
        return id == null ? StandingPage.PATH : StandingPage.path(id) + "/edit";
    }

    /** Without what was typed: an address may hold a secret. */
    @Override
    public String toString() {
        return "StandingForm[id=" + id + ", errors=" + errors.messages().keySet() + "]";
    }
}
