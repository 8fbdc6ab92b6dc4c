package dev.rollcall.event;

import dev.rollcall.access.HeldKeys.HeldKey;

/** A connection that stays open and is told what happens: a socket or a stream. */
interface Follower {

    /** What opened it. */
    HeldKey key();

    /** Looks whether the client is still there, and ends it if not. */
    void check();

    /** The key is not valid any more. */
    void lockOut();

    /** This replica ends. */
    void goAway();
}
