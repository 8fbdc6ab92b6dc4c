package dev.rollcall.transcript;

import dev.rollcall.platform.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** A place in what was found, which is sorted by when it was said. */
record SearchCursor(Instant startAt, long id) {

    String text() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, startAt) + "." + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /** Null for null, and for one that is not ours, which is added to the errors. */
    static SearchCursor read(FieldErrors errors, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            String[] parts = plain.split("\\.", -1);
            Instant startAt = Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS);
            if (parts.length == 2 && startAt.atZone(ZoneOffset.UTC).getYear() < 10_000) {
                return new SearchCursor(startAt, Long.parseLong(parts[1]));
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            // said below
        }
        errors.add("cursor", "cursor must be the next_cursor of a former answer.");
        return null;
    }
}
