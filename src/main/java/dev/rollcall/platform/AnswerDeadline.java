package dev.rollcall.platform;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Until when a request has to be answered. One that waits on purpose says so, and gets that much longer. */
public final class AnswerDeadline {

    private static final String KEY = AnswerDeadline.class.getName();

    private final RoutingContext request;
    private final Duration usual;
    private final Runnable late;
    private long timer;

    private AnswerDeadline(RoutingContext request, Duration usual, Runnable late) {
        this.request = request;
        this.usual = usual;
        this.late = late;
    }

    static void start(RoutingContext request, Duration usual, Runnable late) {
        var deadline = new AnswerDeadline(request, usual, late);
        deadline.set(usual);
        request.put(KEY, deadline);
        RequestEnd.once(request, deadline::cancel);
    }

    public static void putOff(RoutingContext request, Duration longer) {
        AnswerDeadline deadline = request.get(KEY);
        deadline.cancel();
        deadline.set(deadline.usual.plus(longer));
    }

    private void set(Duration time) {
        timer = request.vertx().setTimer(time.toMillis(), now -> late.run());
    }

    private void cancel() {
        request.vertx().cancelTimer(timer);
    }
}
