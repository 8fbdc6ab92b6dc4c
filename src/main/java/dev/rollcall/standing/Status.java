package dev.rollcall.standing;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How a standing bot is connected. The numbers are on the wire and in the database. */
@RegisterForReflection
public enum Status {
    /** It has not been tried since it was last changed, or nobody has reported for too long. */
    UNKNOWN(0),
    /** Proven: its credentials are good, its service answers, its rooms are open. */
    CONNECTED(1),
    /** The service refuses its credentials. */
    AUTH_FAILED(2),
    /** Network, service or settings; it is tried again. */
    CONNECTION_ERROR(3),
    /** An operator has stopped, paused or deactivated it. */
    DISCONNECTED(4);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Status of(int number) {
        return values()[number];
    }
}
