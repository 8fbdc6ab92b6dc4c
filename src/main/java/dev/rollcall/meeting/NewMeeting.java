package dev.rollcall.meeting;

import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A meeting that was just written, as {@link MeetingQueries} would read it: that read was a sixth of the
 * database's time for an order. A test holds the two together.
 */
final class NewMeeting {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private NewMeeting() {}

    static Meeting of(TransitionRecord record, BotOrder order) {
        MeetingRow row = record.before();
        MeetingState state = record.state();
        return new Meeting(
                row.id(),
                row.userId(),
                row.platform(),
                row.nativeId(),
                order.meetingUrl(),
                state.status().word(),
                row.workload(),
                null,
                null,
                data(row, state, order),
                row.now(),
                row.now(),
                null,
                null,
                state.attempt(),
                false,
                false,
                false,
                null,
                state.deadline().at(),
                state.deadline().then().word());
    }

    private static Map<String, Object> data(MeetingRow row, MeetingState state, BotOrder order) {
        Map<String, Object> data = new LinkedHashMap<>();
        putIfPresent(data, "teams_base_host", order.teamsBaseHost());
        putIfPresent(data, "recording_enabled", order.recordingEnabled());
        putIfPresent(data, "transcribe_enabled", order.transcribeEnabled());
        data.put("status_transition", List.of(creation(state, row.now())));
        data.put("sessions", List.of(row.connectionId().toString()));
        return data;
    }

    private static Map<String, Object> creation(MeetingState state, Instant at) {
        Map<String, Object> creation = new LinkedHashMap<>();
        creation.put("to", state.status().word());
        creation.put("source", "creation");
        creation.put("timestamp", MICROS.format(at));
        return creation;
    }

    private static void putIfPresent(Map<String, Object> data, String key, Object value) {
        if (value != null) {
            data.put(key, value);
        }
    }
}
