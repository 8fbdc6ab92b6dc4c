package dev.rollcall.platform;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The driver gives a timestamptz as an OffsetDateTime; here a moment is an Instant. */
public final class Timestamps {

    private Timestamps() {}

    /** The moment in this column; null for null. */
    public static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** This moment as a parameter; null for null. */
    public static OffsetDateTime parameter(Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
