package dev.rollcall.transcript;

import dev.rollcall.transcript.TranscriptMessage.Type;
import dev.rollcall.transcript.TranscriptStore.Heard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A batch of messages as the statements of {@link TranscriptStore} read it. */
final class HeardRows {

    private HeardRows() {}

    /** One object for each session, with what the messages say of it; the later ones count. */
    static JsonArray sessions(List<Heard> batch) {
        Map<String, JsonObject> sessions = new HashMap<>();
        for (Heard heard : batch) {
            TranscriptMessage message = heard.message();
            JsonObject session = sessions.computeIfAbsent(
                    heard.meetingId() + "/" + heard.sessionUid(),
                    name -> new JsonObject()
                            .put("meeting_id", heard.meetingId())
                            .put("session_uid", heard.sessionUid())
                            .put("at", heard.at().toString())
                            .put("latest", message.latest()));
            if (message.startedAt() != null) {
                session.put("started_at", message.startedAt().toString());
            }
            if (message.type() == Type.SESSION_END) {
                Instant end = message.endedAt() == null ? heard.at() : message.endedAt();
                session.put("ended_at", end.toString());
            }
        }
        return new JsonArray(new ArrayList<>(sessions.values()));
    }

    /** One object for each segment, so many in each portion. */
    static List<JsonArray> segments(List<Heard> batch, int most) {
        List<JsonArray> portions = new ArrayList<>();
        JsonArray portion = new JsonArray();
        int place = 0;
        for (Heard heard : batch) {
            for (Segment segment : heard.message().segments()) {
                portion.add(row(place++, heard, segment));
                if (portion.size() == most) {
                    portions.add(portion);
                    portion = new JsonArray();
                }
            }
        }
        if (!portion.isEmpty()) {
            portions.add(portion);
        }
        return portions;
    }

    private static JsonObject row(int place, Heard heard, Segment segment) {
        return new JsonObject()
                .put("place", place)
                .put("meeting_id", heard.meetingId())
                .put("session_uid", heard.sessionUid())
                .put("key", segment.key(heard.sessionUid()))
                .put("version", heard.version())
                .put("segment_id", segment.id())
                .put("start_time", segment.start())
                .put("end_time", segment.end())
                .put("text", segment.text())
                .put("speaker", segment.speaker())
                .put("language", segment.language())
                .put("completed", segment.completed());
    }
}
