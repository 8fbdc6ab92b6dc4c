package dev.rollcall.meeting;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.MeetingApi.BotRow;
import dev.rollcall.meeting.MeetingApi.HistoryRow;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.meeting.MeetingApi.Participants;
import dev.rollcall.meeting.MeetingApi.RunningBot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From rows to what the API tells. */
final class MeetingRows {

    private MeetingRows() {}

    static Meeting meeting(Row row) {
        return new Meeting(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                row.getString("meeting_url"),
                status(row),
                row.getString("container_id"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                data(row),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getString("completion_reason"),
                row.getString("failure_stage"),
                row.getInteger("attempt"),
                row.getBoolean("stop_requested"),
                row.getBoolean("needs_help"),
                row.getBoolean("reconfiguring"),
                instant(row, "last_heartbeat_at"),
                instant(row, "deadline_at"),
                row.getString("on_deadline"));
    }

    /** A word of an older system that nobody knows is shown as it was there. */
    private static String status(Row row) {
        return Status.of(row.getString("status")).map(Status::word).orElse(Status.COMPLETED.word());
    }

    /** What was ordered, what is stored, and on top of it what older clients look for there (seed 000). */
    private static Map<String, Object> data(Row row) {
        Map<String, Object> data = new LinkedHashMap<>(object(row, "ordered"));
        data.putAll(object(row, "data"));
        putIfPresent(data, "completion_reason", row.getString("completion_reason"));
        putIfPresent(data, "failure_stage", row.getString("failure_stage"));
        putIfPresent(data, "error_details", plain(row.getJson("error_details")));
        if (row.getBoolean("stop_requested")) {
            data.put("stop_requested", true);
        }
        putIfPresent(data, "status_transition", plain(row.getJson("status_transition")));
        putIfPresent(data, "sessions", plain(row.getJson("sessions")));
        return data;
    }

    private static Map<String, Object> object(Row row, String column) {
        return row.getJson(column) instanceof JsonObject object ? object.getMap() : Map.of();
    }

    static BotRow botRow(Row row) {
        return new BotRow(
                row.getLong("id"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                status(row),
                row.getString("container_id"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                summary(row),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getString("completion_reason"),
                row.getString("failure_stage"));
    }

    /** Every key is always there: lists are shown in tables. */
    private static Map<String, Object> summary(Row row) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("name", row.getString("name"));
        summary.put("completion_reason", row.getString("completion_reason"));
        summary.put("participants", plain(row.getJson("participants")));
        summary.put("participants_count", row.getInteger("participants_count"));
        summary.put("notes_preview", row.getString("notes_preview"));
        summary.put("languages", plain(row.getJson("languages")));
        summary.put("last_transition", plain(row.getJson("last_transition")));
        summary.put("has_recording", row.getBoolean("has_recording"));
        return summary;
    }

    private static void putIfPresent(Map<String, Object> data, String key, Object value) {
        if (value != null) {
            data.put(key, value);
        }
    }

    static RunningBot runningBot(Row row) {
        String status = row.getString("status");
        return new RunningBot(
                row.getLong("id"),
                row.getString("workload"),
                row.getString("workload"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                status,
                normalised(status),
                status,
                instant(row, "created_at"),
                instant(row, "start_time"),
                Map.of("rollcall.user-id", String.valueOf(row.getLong("user_id"))),
                object(row, "data"),
                String.valueOf(row.getLong("id")),
                instant(row, "last_heartbeat_at"),
                instant(row, "deadline_at"),
                row.getString("on_deadline"));
    }

    /** The words that classic clients know for a container's state. */
    private static String normalised(String word) {
        Status status = Status.of(word).orElse(Status.COMPLETED);
        return switch (status) {
            case REQUESTED -> "Requested";
            case JOINING -> "Starting";
            case AWAITING_ADMISSION, ACTIVE -> "Up";
            case STOPPING -> "Stopping";
            case COMPLETED -> "Exited";
            case FAILED -> "Failed";
        };
    }

    @SuppressWarnings("unchecked") // a list of JSON values is a list of objects
    static Participants participants(Row row) {
        List<Object> participants = row.getJsonArray("participants").getList();
        return new Participants(
                row.getString("platform"),
                row.getString("platform_specific_id"),
                row.getLong("id"),
                participants,
                participants.size());
    }

    static HistoryRow historyRow(Row row) {
        return new HistoryRow(
                row.getString("kind"),
                row.getString("from_status"),
                row.getString("to_status"),
                instant(row, "at"),
                row.getString("source"),
                row.getString("reason"),
                row.getInteger("attempt"),
                row.getString("completion_reason"),
                row.getString("failure_stage"),
                row.getInteger("exit_code"),
                plain(row.getJson("error_details")));
    }

    /** Vert.x' JSON types as the maps and lists that Jackson knows. */
    private static Object plain(Object json) {
        if (json instanceof JsonObject object) {
            return object.getMap();
        }
        return json instanceof JsonArray array ? array.getList() : json;
    }
}
