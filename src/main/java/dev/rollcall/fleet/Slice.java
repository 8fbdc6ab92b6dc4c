package dev.rollcall.fleet;

import dev.rollcall.platform.FieldErrors;

/** Which part of a list is asked for, as older clients ask: so many are skipped, so many come. */
record Slice(int skip, int limit) {

    static final int LARGEST = 1_000;

    /** A {@link dev.rollcall.platform.Problem} 422 names what is not valid. */
    static Slice of(String skip, String limit, int usualLimit) {
        FieldErrors errors = new FieldErrors();
        int first = (int) errors.wholeNumber("skip", skip, 0, Integer.MAX_VALUE, 0);
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST, usualLimit);
        errors.throwIfAny();
        return new Slice(first, size);
    }
}
