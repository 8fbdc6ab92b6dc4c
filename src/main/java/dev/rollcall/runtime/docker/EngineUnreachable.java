package dev.rollcall.runtime.docker;

import java.io.IOException;

/** No connection to the engine: of the call that failed, it has seen nothing. */
final class EngineUnreachable extends IOException {

    private static final long serialVersionUID = 1L;

    EngineUnreachable(EngineAddress engine, Throwable cause) {
        super("The Docker Engine at " + engine + " cannot be reached: " + cause, cause);
    }
}
