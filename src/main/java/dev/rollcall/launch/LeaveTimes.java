package dev.rollcall.launch;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** When a bot leaves by itself; null where it is not told. */
record LeaveTimes(Duration waitingRoom, Duration noOneJoined, Duration everyoneLeft) {

    /** {@code automaticLeave}, in ms; these three keys are all that bots of any era know. */
    JsonObject json() {
        return new JsonObject()
                .put("waitingRoomTimeout", millis(waitingRoom))
                .put("noOneJoinedTimeout", millis(noOneJoined))
                .put("everyoneLeftTimeout", millis(everyoneLeft));
    }

    private static Long millis(Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
