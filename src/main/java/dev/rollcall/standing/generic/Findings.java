package dev.rollcall.standing.generic;

import dev.rollcall.standing.Facts;
import dev.rollcall.standing.Report;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What an answer, a close code or a failure means: by number and type, never by the words of a message. Pure.
 */
final class Findings {

    static final Report WELL = Report.proven(new Facts(true, true, null, null));

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** 3000 and 3003 are registered as Unauthorized and Forbidden; 44xx say what HTTP's xx would say. */
    private static final Set<Integer> REFUSING_CLOSES = Set.of(3000, 3003, 4401, 4403);

    private static final Facts REFUSED = new Facts(false, true, null, null);
    private static final Facts NOT_AS_IT_SHOULD = new Facts(null, false, null, null);

    private Findings() {}

    /** @param expected null for 200 to 299 */
    static Report ofAnswer(int status, boolean bodyAsExpected, Integer expected) {
        boolean asExpected = expected == null ? status >= 200 && status <= 299 : status == expected;
        if (asExpected) {
            return bodyAsExpected
                    ? WELL
                    : Report.lost("unexpected_body", "The answer does not hold what is expected.", NOT_AS_IT_SHOULD);
        }
        return ofStatus(status);
    }

    private static Report ofStatus(int status) {
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return Report.refused(
                    "http_" + status, "The service refuses the credentials (HTTP " + status + ").", REFUSED);
        }
        return Report.lost("http_" + status, "The service has answered HTTP " + status + ".", NOT_AS_IT_SHOULD);
    }

    /** @param code null when the connection broke without a close */
    static Report ofClose(Short code) {
        int number = code == null ? 1006 : code;
        if (REFUSING_CLOSES.contains(number)) {
            return Report.refused(
                    "close_" + number, "The service refuses the credentials (close code " + number + ").", REFUSED);
        }
        return Report.lost("close_" + number, "The socket was closed (code " + number + ").", NOT_AS_IT_SHOULD);
    }

    static Report ofFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof UpgradeRejectedException rejected) {
                return ofStatus(rejected.getStatus());
            }
            if (cause instanceof UnknownHostException) {
                return lost("dns", "The name of the host is not known.");
            }
            if (cause instanceof SSLException) {
                return lost("tls", "TLS has failed; the certificate may not be trusted.");
            }
            if (cause instanceof ConnectException) {
                return lost("connect", "The service does not take connections.");
            }
            if (cause instanceof TimeoutException || cause instanceof io.smallrye.mutiny.TimeoutException) {
                return lost("timeout", "The service has not answered in time.");
            }
        }
        return lost("connection", "The connection broke.");
    }

    private static Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }

    static Report noPong() {
        return lost("no_pong", "The service has not answered a ping.");
    }

    static Report wrongFirst() {
        return Report.lost("unexpected_first", "The first message does not hold what is expected.", NOT_AS_IT_SHOULD);
    }

    static Report noFirst() {
        return lost("no_first", "No first message has come in time.");
    }

    private static Report lost(String code, String sentence) {
        return Report.lost(code, sentence, NOT_AS_IT_SHOULD);
    }
}
