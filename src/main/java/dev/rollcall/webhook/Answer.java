package dev.rollcall.webhook;

import java.time.Duration;

/**
 * What came of one try.
 *
 * @param status null when there was no answer
 * @param response the first characters of the answer's body; null when there was no answer
 * @param error why there was no answer; null when there was one
 * @param retryAfter how long the receiver asks us to wait; null when it does not say
 */
record Answer(Integer status, String response, String error, Duration retryAfter) {

    private static final int GONE = 410;

    static Answer none(String error) {
        return new Answer(null, null, error, null);
    }

    boolean delivered() {
        return status != null && status / 100 == 2;
    }

    boolean gone() {
        return status != null && status == GONE;
    }
}
