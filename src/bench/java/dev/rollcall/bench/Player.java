package dev.rollcall.bench;

/** What one connection sends. Called by the one thread of {@link Load} alone. */
interface Player {

    /** The next request; null when there is none now, and it is asked again a little later. */
    Request next(long now);

    /** Whether this was the answer to the last request that was wanted. */
    boolean answered(Answer answer);

    /** The same request for ever, with this status as its answer. */
    static Player repeating(Request request, int status) {
        return new Player() {
            @Override
            public Request next(long now) {
                return request;
            }

            @Override
            public boolean answered(Answer answer) {
                return answer.status() == status;
            }
        };
    }
}
