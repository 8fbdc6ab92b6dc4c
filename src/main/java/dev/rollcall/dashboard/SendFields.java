package dev.rollcall.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** The fields of the form as they were typed; called as in POST /bots, but that times are minutes. */
record SendFields(
        @RestForm("meeting_url") String meetingUrl,
        @RestForm("platform") String platform,
        @RestForm("native_meeting_id") String nativeId,
        @RestForm("passcode") String passcode,
        @RestForm("bot_name") String botName,
        @RestForm("language") String language,
        @RestForm("task") String task,
        @RestForm("max_bot_time") String maxBotTime,
        @RestForm("max_wait_for_admission") String maxWait,
        @RestForm("continue_meeting") String continueMeeting,
        @RestForm("scenario") String scenario,
        @RestForm("idempotency_key") String key) {

    /** As POST /bots takes it. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        shown().forEach((name, value) -> {
            if (!name.startsWith("max_") && !name.equals("scenario") && !name.equals("continue_meeting")) {
                json.put(name, value);
            }
        });
        if (given(passcode)) {
            json.put("passcode", passcode.strip());
        }
        if (given(continueMeeting)) {
            json.put("continue_meeting", true);
        }
        if (given(scenario)) {
            json.putObject("simulate").put("scenario", scenario);
        }
        leave(json);
        return json;
    }

    private void leave(ObjectNode json) {
        ObjectNode leave = JsonNodeFactory.instance.objectNode();
        minutes(leave, "max_bot_time", maxBotTime);
        minutes(leave, "max_wait_for_admission", maxWait);
        if (!leave.isEmpty()) {
            json.set("automatic_leave", leave);
        }
    }

    /** What is no number is passed on as it is, so that all fields are refused at one place. */
    private static void minutes(ObjectNode leave, String name, String text) {
        if (!given(text)) {
            return;
        }
        if (text.strip().matches("\\d{1,6}")) {
            leave.put(name, Long.parseLong(text.strip()) * 60_000);
        } else {
            leave.put(name, text);
        }
    }

    /** What may stand in the form again: all but the passcode. */
    Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("meeting_url", meetingUrl);
        shown.put("platform", platform);
        shown.put("native_meeting_id", nativeId);
        shown.put("bot_name", botName);
        shown.put("language", language);
        shown.put("task", task);
        shown.put("max_bot_time", maxBotTime);
        shown.put("max_wait_for_admission", maxWait);
        shown.put("continue_meeting", continueMeeting);
        shown.put("scenario", scenario);
        shown.values().removeIf(value -> !given(value));
        return shown;
    }

    boolean namesNothing() {
        return !given(meetingUrl) && !given(platform) && !given(nativeId);
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    @Override
    public String toString() {
        return "SendFields";
    }
}
