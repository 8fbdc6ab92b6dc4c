package dev.rollcall.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Decides what a report makes of a bot: its status, whether its connection has to be closed, and when it is tried again.
 * Pure: the time and chance are given.
 *
 * <ul>
 *   <li>CONNECTED comes from proof alone: good credentials, a service that answers, no room missing.
 *   <li>A room that has only just become known may take a while to open: nothing changes until then.
 *   <li>How long to wait grows with each try and starts over only after a stable time.
 * </ul>
 */
final class StandingPlan {

    /**
     * @param connection between two tries
     * @param token between two tries of what asks for a token
     * @param afterRefusal how long wrong credentials, or settings, are left alone
     * @param roomsMayOpen how long a room may be missing
     */
    record Times(
            ConnectionBackoff.Limits connection,
            ConnectionBackoff.Limits token,
            Duration afterRefusal,
            Duration roomsMayOpen) {

        static Times of(StandingConfig config) {
            return new Times(
                    ConnectionBackoff.Limits.connection(config),
                    ConnectionBackoff.Limits.token(config),
                    config.afterRefusal(),
                    config.interval());
        }
    }

    /**
     * @param confirms whether the status was proven, so that it holds for two more intervals
     * @param close whether the connection has to be closed
     */
    record Decision(Standing standing, boolean confirms, boolean close) {

        private static Decision proven(Standing standing) {
            return new Decision(standing, true, false);
        }

        private static Decision nothingProven(Standing standing) {
            return new Decision(standing, false, false);
        }
    }

    static final String ROOMS_MISSING = "rooms_missing";

    private final Times times;

    StandingPlan(Times times) {
        this.times = times;
    }

    Decision decide(Standing before, Report report, Instant now, RandomGenerator random) {
        Standing found = before.with(report.facts().over(before.facts()));
        if (report instanceof Report.Proven) {
            return proven(found, now);
        }
        if (report instanceof Report.Repairing repairing) {
            return Decision.proven(found.is(Status.CONNECTION_ERROR, repairing.code(), repairing.sentence())
                    .with(found.backoff().broken()));
        }
        return over(found, (Report.Over) report, now, random);
    }

    private Decision proven(Standing found, Instant now) {
        Standing counted = found.roomsMissing(missingSince(found, now));
        if (counted.facts().allWell()) {
            ConnectionBackoff backoff = counted.backoff();
            return Decision.proven(counted.is(Status.CONNECTED, null, null)
                    .with(backoff.openSince() == null ? backoff.opened(now) : backoff.ponged()));
        }
        if (counted.roomsMissingSince() == null
                || now.isBefore(counted.roomsMissingSince().plus(times.roomsMayOpen))) {
            return Decision.nothingProven(counted);
        }
        Facts facts = counted.facts();
        return Decision.proven(counted.is(
                Status.CONNECTION_ERROR,
                ROOMS_MISSING,
                "%d of %d rooms are open.".formatted(facts.roomsOpen(), facts.roomsKnown())));
    }

    private static Instant missingSince(Standing found, Instant now) {
        if (!found.facts().roomsMissing()) {
            return null;
        }
        return found.roomsMissingSince() == null ? now : found.roomsMissingSince();
    }

    private Decision over(Standing found, Report.Over over, Instant now, RandomGenerator random) {
        ConnectionBackoff backoff = found.backoff().within(limits(over.next())).lost(now);
        Duration pause = over.next() == Report.Next.AFTER_A_CHANGE ? times.afterRefusal : backoff.pause(random);
        Status status = switch (over.trouble()) {
            case CREDENTIALS -> Status.AUTH_FAILED;
            case CONNECTION -> Status.CONNECTION_ERROR;
        };
        Standing ended = found.is(status, over.code(), over.sentence())
                .with(backoff)
                .roomsMissing(null)
                .next(now.plus(pause));
        return new Decision(ended, true, true);
    }

    private ConnectionBackoff.Limits limits(Report.Next next) {
        return next == Report.Next.LATER ? times.token : times.connection;
    }
}
