package dev.rollcall.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jboss.resteasy.reactive.RestForm;

/** The form of the minutes as it was typed; the fields are called as in POST /api/v1/meet/trigger. */
record MinutesFields(
        @RestForm("meet_url") String link,
        @RestForm("bot_name") String botName,
        @RestForm("idempotency_key") String key) {

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("meet_url", shownLink());
        if (!shownName().isEmpty()) {
            json.put("bot_name", shownName());
        }
        return json;
    }

    String shownLink() {
        return link == null ? "" : link.strip();
    }

    String shownName() {
        return botName == null ? "" : botName.strip();
    }

    @Override
    public String toString() {
        return "MinutesFields";
    }
}
