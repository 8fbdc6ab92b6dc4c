package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Where commands arrive, whichever way they came: each is carried out once and acknowledged. The same command usually
 * comes several times: on two Redis channels and in heartbeat answers.
 */
final class CommandInbox {

    private final BotSettings settings;
    private final Callbacks callbacks;
    private final Log log;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Set<String> seen = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> leaves = new LinkedHashSet<>();
    private final Set<String> unacknowledged = new LinkedHashSet<>();
    private volatile String language;
    private volatile String task;

    CommandInbox(BotSettings settings, Callbacks callbacks, Log log) {
        this.settings = settings;
        this.callbacks = callbacks;
        this.log = log;
        this.language = settings.language();
        this.task = settings.task();
    }

    /** Carries the command out. Leaving is up to the bot's life, which waits for it. */
    void receive(JsonNode json, String via) {
        Command command = Command.of(json);
        if (!command.isFor(settings.meetingId())) {
            log.step("command_ignored", "action", command.action(), "via", via, "why", "another_meeting");
            return;
        }
        if (isRepeated(command)) {
            log.step("command_repeated", "action", command.action(), "via", via);
            return;
        }
        log.step(
                "command",
                "action",
                command.action(),
                "command_id",
                command.id().orElse(""),
                "via",
                via);
        switch (command.action()) {
            case "leave" -> askToLeave(command);
            case "reconfigure" -> reconfigure(command);
            case "speak",
                    "speak_audio",
                    "speak_stop",
                    "chat_send",
                    "screen_show",
                    "screen_stop",
                    "avatar_set",
                    "avatar_reset" -> perform(command);
            default -> skip(command);
        }
    }

    /** False when no leave came in that time. Returns as soon as one comes. */
    boolean leaveComesWithin(Duration time) {
        return Threads.await(leave, time);
    }

    void acknowledgeLeave() {
        acknowledge(copyOf(leaves));
    }

    String language() {
        return language;
    }

    String task() {
        return task;
    }

    /** The ids that ride in the next heartbeat. */
    List<String> unacknowledged() {
        return copyOf(unacknowledged);
    }

    synchronized void acknowledged(Collection<String> commandIds) {
        commandIds.forEach(unacknowledged::remove);
    }

    /** A repeat means that the acknowledgement was lost or is under way: it is given again with the next heartbeat. */
    private synchronized boolean isRepeated(Command command) {
        if (command.id().isEmpty()) {
            return false;
        }
        String id = command.id().get();
        if (done.contains(id)) {
            unacknowledged.add(id);
        }
        return !seen.add(id);
    }

    private void askToLeave(Command command) {
        if (settings.simulation().scenario() == Scenario.DEAF) {
            return;
        }
        synchronized (this) {
            command.id().ifPresent(leaves::add);
        }
        leave.countDown();
    }

    private void reconfigure(Command command) {
        command.language().ifPresent(word -> language = word);
        command.task().ifPresent(word -> task = word);
        log.step("reconfigured", "language", language, "task", task);
        acknowledge(command.id().stream().toList());
    }

    /** There is nobody to speak to or to show anything: it is done when it is said so. */
    private void perform(Command command) {
        log.step("performed", "action", command.action());
        acknowledge(command.id().stream().toList());
    }

    /** Acknowledged all the same: sending it again would not help. */
    private void skip(Command command) {
        log.step("command_unknown", "action", command.action());
        acknowledge(command.id().stream().toList());
    }

    private void acknowledge(List<String> commandIds) {
        if (commandIds.isEmpty()) {
            return;
        }
        synchronized (this) {
            done.addAll(commandIds);
            unacknowledged.addAll(commandIds);
        }
        if (callbacks.acknowledge(commandIds)) {
            acknowledged(commandIds);
        }
    }

    private synchronized List<String> copyOf(Set<String> ids) {
        return List.copyOf(ids);
    }
}
