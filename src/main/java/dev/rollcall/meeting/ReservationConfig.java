package dev.rollcall.meeting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a user's limit means at a reservation. */
@ConfigMapping(prefix = "rollcall.limits")
interface ReservationConfig {

    /** The answer when all slots are taken; 403 for clients that know no 429. */
    @WithDefault("429")
    int status();

    /** Meetings of one user that may be stopping at once, or the user's limit where that is higher. */
    @WithDefault("10")
    int stopping();

    /** Reservations of one user that may hold a database connection at once: they queue for one lock anyway. */
    @WithDefault("2")
    int reservationsAtOnce();

    /** Reservations of one user that may wait for their turn; more are answered 503. */
    @WithDefault("200")
    int reservationsWaiting();
}
