package dev.rollcall.fleet;

import dev.rollcall.platform.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * A place in the list of the fleet, which is sorted by the last sign of life. A bot that gives one meanwhile moves to
 * the end: paging with a cursor may show it again and skips nobody, where an offset would.
 */
record Cursor(Instant heardAt, long meetingId) {

    String text() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, heardAt) + "." + meetingId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /** Null for null, and for one that is not ours, which is added to the errors. */
    static Cursor read(FieldErrors errors, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            String[] parts = plain.split("\\.", -1);
            if (parts.length == 2) {
                return new Cursor(
                        Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), Long.parseLong(parts[1]));
            }
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            // said below
        }
        errors.add("cursor", "cursor must be the next_cursor of a former answer.");
        return null;
    }
}
