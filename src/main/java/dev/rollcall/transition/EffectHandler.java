package dev.rollcall.transition;

import io.smallrye.mutiny.Uni;

/**
 * Does what a committed decision asks for, as far as it is this handler's business. Idempotent; bounded in time; a
 * failure is logged and left to the sweeper.
 */
public interface EffectHandler {

    /** Whether there is anything to do; asked before anything is queued. */
    boolean concerns(TransitionRecord record);

    Uni<Void> handle(TransitionRecord record);
}
