package dev.rollcall.runtime.docker;

import java.io.IOException;
import java.util.Locale;

/** The engine has answered, and the answer is an error; the message is its own. */
final class EngineRefusal extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 500;

    private final int status;

    EngineRefusal(int status, String message) {
        super(message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + " …");
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Not any 404: a proxy or another service at this address says that too, and knows nothing of containers. */
    boolean noSuchContainer() {
        return status == 404 && says("no such container");
    }

    boolean alreadyBeingRemoved() {
        return status == 409 && says("already in progress");
    }

    private boolean says(String words) {
        return getMessage().toLowerCase(Locale.ROOT).contains(words);
    }
}
