package dev.rollcall.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process named by its id and its start: an id alone may have been given to somebody else since. */
record ProcessIdentity(long pid, Instant started) {

    /** The kernel's boot time, from which starts are computed, is read in whole seconds and follows clock changes. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    /** Short: a killed process counts as alive until its parent has taken notice, and some parents never do. */
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(2);

    static ProcessIdentity current() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessIdentity(self.pid(), self.info().startInstant().orElseGet(Instant::now));
    }

    /** From "pid startEpochMillis"; empty when it is something else. */
    static Optional<ProcessIdentity> parse(String text) {
        String[] parts = text.strip().split("\\s+");
        try {
            return parts.length == 2
                    ? Optional.of(new ProcessIdentity(
                            Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1]))))
                    : Optional.empty();
        } catch (NumberFormatException notAnIdentity) {
            return Optional.empty();
        }
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedWhenIDid);
    }

    private boolean startedWhenIDid(ProcessHandle other) {
        return other.info()
                .startInstant()
                .map(start -> Duration.between(started, start).abs().compareTo(TOLERANCE) <= 0)
                .orElse(false);
    }

    /** Asks the processes and all that they started to end, and ends by force what is still there after the grace. */
    static void end(List<ProcessHandle> processes, Duration grace) {
        List<ProcessHandle> family = withDescendants(processes);
        family.forEach(ProcessHandle::destroy);
        awaitEnd(family, grace);
        kill(family);
    }

    /** Ends the processes and all that they started by force. */
    static void kill(List<ProcessHandle> processes) {
        List<ProcessHandle> family = withDescendants(processes);
        family.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(family, AFTER_A_KILL);
    }

    private static List<ProcessHandle> withDescendants(List<ProcessHandle> processes) {
        return processes.stream()
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
    }

    private static void awaitEnd(List<ProcessHandle> processes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (ProcessHandle process : processes) {
            while (process.isAlive() && System.nanoTime() < deadline) {
                pause();
            }
        }
    }

    /** Polls, since the end of a process that is not our child cannot be waited for in any other way. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a process.", e);
        }
    }
}
