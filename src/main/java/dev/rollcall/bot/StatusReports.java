package dev.rollcall.bot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reports each new status, and the end exactly once, whichever thread brings it about. Nothing follows the end. */
final class StatusReports {

    private final BotSettings settings;
    private final Callbacks callbacks;
    private final Log log;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Status current = Status.REQUESTED;
    private volatile Status told = Status.REQUESTED;

    StatusReports(BotSettings settings, Callbacks callbacks, Log log) {
        this.settings = settings;
        this.callbacks = callbacks;
        this.log = log;
    }

    Status current() {
        return current;
    }

    /** The last status whose report is over, however it went. */
    Status told() {
        return told;
    }

    /**
     * The control plane knows less than it was told: the report did not get through, or what it wrote down is lost.
     *
     * @param known the status that it answered with
     * @param told what it had been told by then
     */
    void sayAgainUnlessKnown(String known, Status told) {
        if (told == current && !ending.get() && told.isAfter(known)) {
            log.step("said_again", "status", told.word(), "known", known);
            callbacks.statusChange(body(told), Tries.once());
        }
    }

    /** Goes on even when the report does not get through: the meeting matters more, and later reports catch up. */
    void enter(Status status, Tries tries) {
        if (ending.get()) {
            return;
        }
        log.step(status.word());
        current = status;
        callbacks.statusChange(body(status), tries.andUnless(ending::get));
        told = status;
    }

    void end(Ending end, Tries tries) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        log.step(end.status().word(), "reason", end.reason());
        ObjectNode body = body(end.status());
        end.describe(body);
        callbacks.statusChange(body, tries);
        ended.countDown();
    }

    /** Reports the signal, unless another end is being reported: then that one gets the time. Never takes longer. */
    void endBySignal(Duration limit) {
        Threads.startDaemon("last-words", () -> end(Ending.signal(current), Tries.within(limit)));
        Threads.await(ended, limit);
    }

    private ObjectNode body(Status status) {
        ObjectNode body = callbacks.body().put("status", status.word());
        settings.containerName().ifPresent(name -> body.put("container_id", name));
        return body;
    }
}
