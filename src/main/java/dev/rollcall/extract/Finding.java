package dev.rollcall.extract;

/**
 * A place in a sentence where somebody takes something on or asks for it.
 *
 * @param owner who was named as the one to do it, or null
 * @param lead where its clause begins, if what stands before the verb may belong to it; else {@code from}
 * @param from the first word of what is to be done, its verb
 * @param to the word after its last
 * @param sure whether it counts as it stands; otherwise it counts if somebody takes it or a day is named
 */
record Finding(Kind kind, String owner, int lead, int from, int to, boolean sure) {

    enum Kind {
        /** The speaker will do it. */
        PROMISE,
        /** The speaker could do it: it counts once somebody says yes. */
        OFFER,
        /** Somebody else is asked to do it. */
        REQUEST,
        /** It has to be done; by whom is open. */
        NEED,
        /** A third person is to do it, or has said so. */
        RETOLD
    }
}
