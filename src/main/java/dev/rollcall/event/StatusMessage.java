package dev.rollcall.event;

import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.transition.TransitionRecord;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** A new status, in the words of those who listen (wire contract D). Two may come out of order: {@code seq} tells. */
record StatusMessage(
        long userId, long meetingId, String platform, String nativeId, String status, Instant at, long seq) {

    static StatusMessage of(TransitionRecord record) {
        var meeting = record.before();
        return new StatusMessage(
                meeting.userId(),
                meeting.id(),
                meeting.platform(),
                meeting.nativeId(),
                record.to().word(),
                record.at(),
                record.sequence());
    }

    static StatusMessage of(FeedEvent event) {
        return new StatusMessage(
                event.userId(),
                event.meetingId(),
                event.data().getString("platform"),
                event.data().getString("native_meeting_id"),
                event.data().getString("to"),
                event.at(),
                event.seq());
    }

    boolean isOf(MeetingKey meeting) {
        return meeting.platform().wire().equals(platform) && meeting.nativeId().equals(nativeId);
    }

    /** For those who follow this meeting. */
    JsonObject ofMeeting() {
        return new JsonObject()
                .put("type", "meeting.status")
                .put(
                        "meeting",
                        new JsonObject()
                                .put("platform", platform)
                                .put("native_id", nativeId)
                                .put("id", meetingId))
                .put("payload", new JsonObject().put("status", status))
                .put("user_id", userId)
                .put("ts", at.toString())
                .put("seq", seq);
    }

    /** For those who follow all meetings of the user. */
    JsonObject ofUser() {
        return new JsonObject()
                .put("type", "meeting.status")
                .put("meeting_id", meetingId)
                .put("native", nativeId)
                .put("status", status)
                .put("when", at.toString())
                .put("seq", seq);
    }
}
