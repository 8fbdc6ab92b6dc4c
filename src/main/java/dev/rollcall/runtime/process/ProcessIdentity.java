package dev.rollcall.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One process and no other: its pid, and when it started, as {@link Wrapper} wrote it down. On Linux that is ticks since
 * boot, since the time of day that Java derives from them moves whenever the clock is set; elsewhere it is the date that
 * ps prints.
 */
record ProcessIdentity(long pid, String started) {

    private static final Path LINUX = Path.of("/proc/self/stat");

    private static final DateTimeFormatter AS_PS_PRINTS_IT =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    static Optional<ProcessIdentity> parse(String line) {
        int space = line.indexOf(' ');
        if (space < 1 || !line.substring(0, space).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new ProcessIdentity(
                Long.parseLong(line.substring(0, space)),
                line.substring(space + 1).strip()));
    }

    /** The process, if it still runs and is still this one. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).filter(started::equals).isPresent());
    }

    /** SIGKILL to it and to all that it has started. */
    void kill() {
        running()
                .map(process ->
                        Stream.concat(Stream.of(process), process.descendants()).toList())
                .ifPresent(family -> family.forEach(ProcessHandle::destroyForcibly));
    }

    private static Optional<String> startOf(ProcessHandle process) {
        return Files.exists(LINUX)
                ? startTicks(process.pid())
                : process.info().startInstant().map(ProcessIdentity::asPsPrintsIt);
    }

    static String asPsPrintsIt(Instant start) {
        return AS_PS_PRINTS_IT.format(start.atOffset(ZoneOffset.UTC));
    }

    /** Field 22 of /proc/pid/stat. A zombie has ended, even where nobody collects it. */
    private static Optional<String> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from field 3, the state, on
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? Optional.empty() : Optional.of(fields[19]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
