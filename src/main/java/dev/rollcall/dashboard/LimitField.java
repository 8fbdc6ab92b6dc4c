package dev.rollcall.dashboard;

import dev.rollcall.platform.FieldErrors;

/** Bots at once, as it is typed: a number, or the tick for no limit, which counts more. */
record LimitField(String number, boolean unlimited) {

    static LimitField of(Integer limit) {
        return new LimitField(limit == null ? "" : limit.toString(), limit == null);
    }

    /** As a form sends it: a tick that is not set is not sent. */
    static LimitField of(String number, String unlimited) {
        return new LimitField(number == null ? "" : number, unlimited != null);
    }

    /** Null: no limit. */
    Integer read(FieldErrors errors) {
        if (unlimited) {
            return null;
        }
        errors.addUnless(!number.isBlank(), "limit", "limit is required: a number, or no limit.");
        return (int) errors.wholeNumber("limit", number, 0, Integer.MAX_VALUE, 0);
    }

    static String words(Integer limit) {
        return limit == null ? "no limit" : limit.toString();
    }
}
