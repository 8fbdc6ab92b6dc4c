package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;

/**
 * The form that sends a bot which takes minutes.
 *
 * @param problem what is wrong beside the fields; null for nothing
 * @param existing the meeting that a bot is in already; null for none
 * @param key of this very form: however often it is sent, it sends one bot
 * @param runs summary and tasks are made for this user by themselves
 */
record MinutesForm(
        boolean ofUser,
        String link,
        String botName,
        FormErrors errors,
        String problem,
        Long existing,
        String key,
        boolean runs) {

    static MinutesForm empty(boolean ofUser, boolean runs) {
        return new MinutesForm(ofUser, "", "", FormErrors.NONE, null, null, SentOnce.newKey(), runs);
    }

    static MinutesForm refused(MinutesFields typed, Problem problem, boolean runs) {
        Long existing = problem.extensions().get("meeting_id") instanceof Long id ? id : null;
        return new MinutesForm(
                true,
                typed.shownLink(),
                typed.shownName(),
                errors(problem),
                problem.errors().isEmpty() ? problem.detail() : null,
                existing,
                SentOnce.newKey(),
                runs);
    }

    /** What is wrong with the link may be told of what was read from it. */
    private static FormErrors errors(Problem problem) {
        return FormErrors.all(problem.errors().stream()
                .map(error -> error.field().equals("bot_name") ? error : new FieldError("meet_url", error.message()))
                .toList());
    }

    /** Without what was typed: a link may hold a passcode. */
    @Override
    public String toString() {
        return "MinutesForm[errors=" + errors.messages().keySet() + "]";
    }
}
