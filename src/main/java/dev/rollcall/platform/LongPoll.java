package dev.rollcall.platform;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** {@code ?wait=25s}: how long a request may be kept until there is something new. */
public final class LongPoll {

    /** What the documentation of a read with an If-None-Match says of it. */
    public static final String WAIT =
            "How long to wait for something else than what If-None-Match names, such as `25s`; at most 55 s";

    /** Below the 75 s after which a silent connection is closed, and the minute that many proxies allow. */
    private static final Duration LONGEST = Duration.ofSeconds(55);

    private LongPoll() {}

    /**
     * The time to wait, which this request may then take on top of what every request may; zero when it asks for none.
     *
     * @throws Problem 422 for anything but whole seconds from 0 to 55
     */
    public static Duration begin(String wait, RoutingContext request) {
        Duration time = time(wait);
        if (!time.isZero()) {
            AnswerDeadline.putOff(request, time);
        }
        return time;
    }

    private static Duration time(String wait) {
        String seconds = wait != null && wait.endsWith("s") ? wait.substring(0, wait.length() - 1) : wait;
        var errors = new FieldErrors();
        long number = errors.wholeNumber("wait", seconds, 0, LONGEST.toSeconds(), 0);
        errors.throwIfAny();
        return Duration.ofSeconds(number);
    }
}
