package dev.rollcall.meeting;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.drain.Drain;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.platform.Problem;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.MeetingRow;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Whether a user may have one more bot, by what was found under the user's lock. */
@ApplicationScoped
class Admission {

    private final ReservationConfig config;

    Admission(ReservationConfig config) {
        this.config = config;
    }

    /**
     * The meeting as it will be.
     *
     * @param limit of the user; null for none
     * @throws Problem when it may not be
     */
    MeetingRow check(SlotRequest asked, Integer limit, Row found, Limits limits) {
        Drain.refuseIfDrained(found.getString("drain_reason"));
        if (found.getLong("duplicate") != null) {
            throw duplicate(asked.order(), found.getLong("duplicate"));
        }
        if (limit != null && found.getLong("running") >= limit) {
            throw limitReached(limit);
        }
        // Who has no limit may have any number of pods anyway: a cap on those that stop would protect nothing.
        int mostStopping = limit == null ? Integer.MAX_VALUE : Math.max(config.stopping(), limit);
        if (found.getLong("stopping") >= mostStopping) {
            throw noSlot("Too many of your bots are still stopping (%d). Wait until some have left."
                    .formatted(found.getLong("stopping")));
        }
        return admitted(asked, found, limits);
    }

    private static MeetingRow admitted(SlotRequest asked, Row found, Limits limits) {
        BotOrder order = asked.order();
        long id = found.getLong("next_id");
        return new MeetingRow(
                MeetingState.requested(id, limits, instant(found, "now")),
                0,
                asked.userId(),
                order.platform().wire(),
                order.nativeId(),
                UUID.randomUUID(),
                Workload.handleOf(id, 1),
                order.lobby(),
                order.maxDuration(),
                instant(found, "now"));
    }

    private Problem limitReached(int limit) {
        String detail = limit <= 0
                ? "Concurrent bot quota is depleted (limit is 0). Contact your administrator to increase it."
                : "User has reached the maximum concurrent bot limit (%d).".formatted(limit);
        return noSlot(detail);
    }

    private Problem noSlot(String detail) {
        return Problem.of(config.status(), detail).retryAfter(30);
    }

    static Problem duplicate(BotOrder order, Long meetingId) {
        Problem problem = Problem.of(
                409,
                "An active or requested meeting already exists for this platform and meeting ID. "
                        + "Platform: %s, Native Meeting ID: %s"
                                .formatted(order.platform().wire(), order.nativeId()));
        return meetingId == null ? problem : problem.with("meeting_id", meetingId);
    }
}
