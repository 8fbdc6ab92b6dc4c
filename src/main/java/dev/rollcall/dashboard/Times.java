package dev.rollcall.dashboard;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as text, for whoever has no script: a script puts them into the viewer's own zone. */
@TemplateExtension
final class Times {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH);

    private Times() {}

    static String utc(Instant at) {
        return UTC.format(at.atOffset(ZoneOffset.UTC));
    }
}
