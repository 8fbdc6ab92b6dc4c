package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells the control plane regularly that the bot is alive. The answer brings the commands that are still open and the
 * time of the next heartbeat. A heartbeat that fails is not repeated: the next one says it all.
 */
final class Heartbeat {

    /** A control plane that asks for less is mistaken, and would get a flood. */
    private static final long SHORTEST_INTERVAL_MILLIS = 50;

    private final Callbacks callbacks;
    private final StatusReports reports;
    private final CommandInbox inbox;
    private final Log log;
    private final Semaphore now = new Semaphore(0);
    private volatile long intervalMillis;
    private volatile boolean stopped;

    Heartbeat(BotSettings settings, Callbacks callbacks, StatusReports reports, CommandInbox inbox, Log log) {
        this.callbacks = callbacks;
        this.reports = reports;
        this.inbox = inbox;
        this.log = log;
        setInterval(settings.heartbeatInterval().toMillis());
    }

    void start() {
        Threads.startDaemon("heartbeat", this::run);
    }

    void stop() {
        stopped = true;
    }

    /** Does not wait for the interval. Use it when commands may have been missed. */
    void soon() {
        now.release();
    }

    private void run() {
        try {
            while (!stopped) {
                now.drainPermits();
                beat();
                now.tryAcquire(intervalMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void beat() {
        if (stopped) {
            return;
        }
        ObjectNode body = callbacks.body();
        body.putObject("progress")
                .put("status", reports.current().word())
                .put("language", inbox.language())
                .put("task", inbox.task());
        List<String> acknowledged = inbox.unacknowledged();
        acknowledged.forEach(body.putArray("acknowledged")::add);
        Status told = reports.told();
        callbacks.heartbeat(body).ifPresent(answer -> {
            inbox.acknowledged(acknowledged);
            reports.sayAgainUnlessKnown(answer.path("meeting_status").asText(), told);
            obey(answer);
        });
    }

    private void obey(JsonNode answer) {
        log.step("heartbeat", "meeting_status", answer.path("meeting_status").asText());
        long next = answer.path("next_heartbeat_ms").asLong();
        if (next > 0) {
            setInterval(next);
        }
        answer.path("commands").forEach(command -> inbox.receive(command, "heartbeat"));
    }

    private void setInterval(long millis) {
        intervalMillis = Math.max(SHORTEST_INTERVAL_MILLIS, millis);
    }
}
