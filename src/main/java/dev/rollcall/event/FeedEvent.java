package dev.rollcall.event;

import static dev.rollcall.platform.Timestamps.instant;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * One row of a user's feed.
 *
 * @param seq its place in the user's feed: 1, 2, 3 … without a gap, in the order in which it was committed
 * @param meetingId null for what belongs to no meeting
 * @param data what happened, by {@code type}: {@code meeting.status_change} has platform, native_meeting_id, from, to,
 *     source, reason
 */
public record FeedEvent(long userId, long seq, Long meetingId, String type, Instant at, JsonObject data) {

    static final String STATUS_CHANGE = "meeting.status_change";

    static FeedEvent of(Row row) {
        return new FeedEvent(
                row.getLong("user_id"),
                row.getLong("seq"),
                row.getLong("meeting_id"),
                row.getString("type"),
                instant(row, "at"),
                (JsonObject) row.getJson("data"));
    }
}
