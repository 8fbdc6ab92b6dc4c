package dev.rollcall.standing.racetime;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What people say in a room, each message once, whatever connection or history brings it, from our first moment in the
 * room on. Our own words, other bots' and the room's own are nobody's: answering them could go on for ever.
 */
final class Hearing {

    /** Ids that are known again. */
    private static final int MOST = 2000;

    private final long botId;
    private final String room;
    private final Consumer<RoomMessage> listener;
    private final Map<String, Instant> told = new LinkedHashMap<>();
    private Instant since;

    Hearing(long botId, String room, Consumer<RoomMessage> listener) {
        this.botId = botId;
        this.room = room;
        this.listener = listener;
    }

    /** Every frame has the server's time; that of the first is where we came in. */
    void frame(JsonObject frame) {
        if (since == null) {
            since = time(frame, "date");
        }
    }

    void message(JsonObject frame) {
        JsonObject message = Json.object(frame, "message");
        if (message != null) {
            tell(message);
        }
    }

    /** The last hundred messages or so. */
    void history(JsonObject frame) {
        Json.objects(frame, "messages").stream().filter(this::mayBeNew).forEach(this::tell);
    }

    private boolean mayBeNew(JsonObject message) {
        Instant posted = time(message, "posted_at");
        return posted == null || since == null || posted.isAfter(since);
    }

    private void tell(JsonObject message) {
        RoomMessage heard = RoomMessage.of(botId, room, message);
        if (heard == null || told.containsKey(heard.id())) {
            return;
        }
        told.put(heard.id(), time(message, "posted_at"));
        if (told.size() > MOST) {
            forgetOldest();
        }
        listener.accept(heard);
    }

    /** What is as old as that needs not be known again: it is before our time from now on. */
    private void forgetOldest() {
        var oldest = told.entrySet().iterator();
        Instant posted = oldest.next().getValue();
        oldest.remove();
        if (posted != null && (since == null || posted.isAfter(since))) {
            since = posted;
        }
    }

    private static Instant time(JsonObject json, String key) {
        try {
            String text = Json.text(json, key);
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
