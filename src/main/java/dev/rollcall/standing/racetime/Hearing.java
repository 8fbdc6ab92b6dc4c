package dev.rollcall.standing.racetime;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;

/**
 * What people say in a room, each message once, whatever connection or history brings it, from our first moment in the
 * room on. Our own words, other bots' and the room's own are nobody's: answering them could go on for ever.
 */
final class Hearing {

    private final long botId;
    private final String room;
    private final Consumer<RoomMessage> listener;
    private final Recent told = new Recent();
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

    void history(JsonObject frame) {
        Json.objects(frame, "messages").stream()
                .filter(message -> !isBeforeUs(time(message, "posted_at")))
                .forEach(this::tell);
    }

    private boolean isBeforeUs(Instant posted) {
        return posted != null && since != null && posted.isBefore(since);
    }

    private void tell(JsonObject message) {
        RoomMessage heard = RoomMessage.of(botId, room, message);
        if (heard != null && told.add(heard.id())) {
            listener.accept(heard);
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
