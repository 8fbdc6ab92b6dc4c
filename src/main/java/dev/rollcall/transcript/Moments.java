package dev.rollcall.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** Moments as transcribers of several languages write them. */
final class Moments {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Above it, a number counts milliseconds. */
    private static final BigDecimal MILLISECONDS = BigDecimal.valueOf(100_000_000_000L);

    private Moments() {}

    /**
     * ISO 8601 with a zone, or without one and then UTC, with T or a blank between date and time; or a number of seconds
     * or milliseconds since 1970. Null for anything else, and for what is not of this age.
     */
    static Instant read(JsonNode value) {
        try {
            Instant moment = value.isNumber() ? number(value) : value.isTextual() ? text(value.textValue()) : null;
            return moment == null || moment.isBefore(EARLIEST) || moment.isAfter(LATEST) ? null : moment;
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static Instant number(JsonNode value) {
        BigDecimal number = value.decimalValue();
        BigDecimal millis = number.compareTo(MILLISECONDS) > 0 ? number : number.movePointRight(3);
        return Instant.ofEpochMilli(millis.longValue());
    }

    private static Instant text(String text) {
        String iso = text.strip()
                .replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T")
                .replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2");
        TemporalAccessor read =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        return read instanceof OffsetDateTime withZone
                ? withZone.toInstant()
                : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
    }
}
