package dev.rollcall.dashboard;

import dev.rollcall.dashboard.MeetingView.Choice;
import dev.rollcall.meeting.MeetingDetails.Details;
import dev.rollcall.meeting.Platform;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The form that sends a bot.
 *
 * @param ofUser false for admins, who have no bots of their own
 * @param values what stands in the fields, by their names
 * @param errors what is wrong with them, by the same names
 * @param problem why no bot was sent, where no field is to blame; null for nothing
 * @param existing the meeting that is in the way; null for none
 * @param key sent twice under the same one, the form sends one bot
 * @param scenarios empty where bots join real meetings only
 */
record SendForm(
        boolean ofUser,
        Map<String, String> values,
        Map<String, String> errors,
        String problem,
        Long existing,
        String key,
        List<Choice> platforms,
        List<Choice> languages,
        List<String> scenarios) {

    private static final Set<String> FIELDS = Set.of(
            "meeting_url",
            "platform",
            "native_meeting_id",
            "passcode",
            "bot_name",
            "language",
            "task",
            "max_bot_time",
            "max_wait_for_admission",
            "scenario");

    private static final String MINUTES = "Whole minutes, from 1 to 1440.";

    /** What the API calls a field, and what the form does. */
    private static final Map<String, String> LABELS = Map.of(
            "meeting_url", "the link",
            "native_meeting_id", "the meeting id",
            "bot_name", "the bot's name");

    static SendForm empty() {
        return new SendForm(Map.of(), Map.of(), null, null, SentOnce.newKey());
    }

    /** Another bot for the same meeting; the passcode is nobody's to show. */
    static SendForm like(Details meeting) {
        Map<String, String> values = new LinkedHashMap<>();
        if (meeting.link() != null) {
            values.put("meeting_url", meeting.link());
        } else {
            values.put("platform", meeting.platform());
            values.put("native_meeting_id", meeting.nativeId());
        }
        values.put("bot_name", meeting.botName());
        values.put("language", meeting.language());
        values.put("task", meeting.task());
        values.put("scenario", meeting.scenario());
        values.values().removeIf(value -> value == null);
        return new SendForm(values, Map.of(), null, null, SentOnce.newKey());
    }

    static SendForm refused(SendFields fields, Problem problem) {
        Map<String, String> errors = new LinkedHashMap<>();
        String other = problem.errors().isEmpty() ? problem.detail() : null;
        boolean keyIsUsed = false;
        for (FieldError error : problem.errors()) {
            String field = error.field().substring(error.field().lastIndexOf('.') + 1);
            if (FIELDS.contains(field)) {
                errors.put(field, field.startsWith("max_") ? MINUTES : words(error.message()));
            } else if (field.equals("Idempotency-Key")) {
                keyIsUsed = true;
                other = "This form has sent a bot already, with other answers. Send it again for another bot.";
            } else {
                other = error.message();
            }
        }
        if (!problem.errors().isEmpty() && fields.namesNothing()) {
            errors.keySet().removeAll(Set.of("platform", "native_meeting_id"));
            errors.put("meeting_url", "Please give the meeting's link, or its platform and id.");
        }
        Long existing = problem.extensions().get("meeting_id") instanceof Long id ? id : null;
        boolean reusable = !keyIsUsed && fields.key() != null && fields.key().matches("[\\w-]{1,64}");
        return new SendForm(fields.shown(), errors, other, existing, reusable ? fields.key() : SentOnce.newKey());
    }

    private SendForm(
            Map<String, String> values, Map<String, String> errors, String problem, Long existing, String key) {
        this(
                true,
                values,
                errors,
                problem,
                existing,
                key,
                Arrays.stream(Platform.values())
                        .map(platform -> new Choice(platform.wire(), platform.title()))
                        .toList(),
                LanguageNames.all(),
                List.of());
    }

    SendForm forUser(boolean user, List<String> known) {
        return new SendForm(user, values, errors, problem, existing, key, platforms, languages, known);
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Null when nothing is wrong with it. */
    public String error(String field) {
        return errors.get(field);
    }

    public boolean is(String field, String value) {
        return value.equals(values.get(field));
    }

    /** One of these fields has something to show, so its group is unfolded. */
    public boolean without() {
        return shows("platform") || shows("native_meeting_id");
    }

    public boolean more() {
        return shows("max_bot_time") || shows("max_wait_for_admission") || values.containsKey("continue_meeting");
    }

    private boolean shows(String field) {
        return values.containsKey(field) || errors.containsKey(field);
    }

    private static String words(String message) {
        String words = message;
        for (var label : LABELS.entrySet()) {
            words = words.replace(label.getKey(), label.getValue());
        }
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Without what was typed: a link may hold a passcode. */
    @Override
    public String toString() {
        return "SendForm[errors=" + errors.keySet() + ", problem=" + problem + ", existing=" + existing + "]";
    }
}
