package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.STOP;
import static dev.rollcall.lifecycle.Life.active;
import static dev.rollcall.lifecycle.Life.at;
import static dev.rollcall.lifecycle.Life.ended;
import static dev.rollcall.lifecycle.Life.launched;
import static dev.rollcall.lifecycle.Life.launching;
import static dev.rollcall.lifecycle.Life.requested;
import static dev.rollcall.lifecycle.Life.says;

import java.time.Duration;

/** Every status, and within it everything that makes a difference to the rules. Each is reached by events. */
enum Situation {
    QUEUED("requested", "not launched yet", requested()),
    LAUNCHING("requested", "launch under way", launching()),
    LAUNCHED("requested", "launched, no word yet", launched()),
    JOINING("joining", "", at(Status.JOINING)),
    IN_LOBBY("awaiting_admission", "", at(Status.JOINING, Status.AWAITING_ADMISSION)),
    ACTIVE("active", "", active()),
    STOPPED_AT_LAUNCH(
            "stopping", "by a user, no word of the bot yet", launching().then(STOP)),
    STOPPED_IN_LOBBY(
            "stopping", "by a user, never active", at(Status.AWAITING_ADMISSION).then(STOP)),
    STOPPED_INSIDE("stopping", "by a user, was active", active().then(STOP)),
    STOPPED_AND_DELETED(
            "stopping",
            "by a user, workload deleted",
            active().then(STOP).overdue().overdue()),
    LEAVING_LOBBY("stopping", "by itself, never active", at(Status.AWAITING_ADMISSION, Status.STOPPING)),
    LEAVING_INSIDE("stopping", "by itself, was active", active().then(says(Status.STOPPING))),
    STOPPED_BY_TIME("stopping", "by the maximum duration", active().overdue()),
    COMPLETED("completed", "", active().then(ended(Status.COMPLETED, 0, "left_alone"))),
    STOPPED_AND_OVER("completed", "stopped by a user", active().then(STOP).then(ended(Status.COMPLETED, 0, "stopped"))),
    FAILED("failed", "", at(Status.JOINING).then(ended(Status.FAILED, 1, "join_failure")));

    final String status;
    final String remark;
    private final Life life;

    Situation(String status, String remark, Life life) {
        this.status = status;
        this.remark = remark;
        this.life = life;
    }

    Life life() {
        return life;
    }

    MeetingState state() {
        return life.state();
    }

    /** One second after the situation came about, unless the event is about a time that is over. */
    Decision decide(Happening happening) {
        Life later = life.after(Duration.ofSeconds(1));
        if (happening == Happening.DEADLINE_PASSED && life.state().deadline() != null) {
            later = life.after(
                    Duration.between(life.now(), life.state().deadline().at()));
        }
        return later.decide(happening.event(later.now()));
    }
}
