package dev.rollcall.meeting;

import dev.rollcall.platform.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client calls one request by, so that it can send it again: 1 to 255 printable ASCII characters. */
record IdempotencyKey(String text) {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");

    /**
     * Empty when the header was not sent.
     *
     * @throws Problem 422 when it was sent and is no key
     */
    static Optional<IdempotencyKey> of(String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (!PRINTABLE.matcher(header).matches()) {
            throw Problem.invalid(HEADER, HEADER + " must be 1 to 255 printable ASCII characters.");
        }
        return Optional.of(new IdempotencyKey(header));
    }

    /** Clients put into keys what they like: names, meeting codes. */
    @Override
    public String toString() {
        return "IdempotencyKey";
    }
}
