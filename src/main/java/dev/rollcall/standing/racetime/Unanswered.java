package dev.rollcall.standing.racetime;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a request had no answer, told by the type of the failure and never by its words. */
enum Unanswered {
    DNS("the name of its host cannot be resolved"),
    TCP("no connection can be made, or it broke off"),
    TLS("no secure connection can be made: look at its certificate"),
    TIMEOUT("it did not answer in time"),
    TOO_LARGE("its answer is larger than any of racetime.gg's");

    private static final int DEEPEST = 10;

    private final String words;

    Unanswered(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static Unanswered of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof AnswerTooLarge) {
                return TOO_LARGE;
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return DNS;
            }
            if (cause instanceof SSLException) {
                return TLS;
            }
            if (cause instanceof TimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof io.netty.channel.ConnectTimeoutException) {
                return TIMEOUT;
            }
        }
        return TCP;
    }

    /** Broken off by us. */
    static final class AnswerTooLarge extends RuntimeException {
        AnswerTooLarge() {
            super("The answer is too large.", null, false, false);
        }
    }
}
