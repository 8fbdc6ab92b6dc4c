package dev.rollcall.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process of a bot on this machine, found by where it runs, so that one is seen whose files are lost.
 *
 * @param bot the bot itself and not the wrapper above it
 */
record LiveProcess(long pid, long meetingId, int attempt, boolean bot) {

    private static final Pattern PLACE = Pattern.compile("rollcall-bot-(\\d+)-(\\d+)[^/]*(/work)?$");

    /** All that live in this folder of the process runtime. */
    static List<LiveProcess> in(Path workloads) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> of(process.pid(), workloads).stream())
                .toList();
    }

    private static Optional<LiveProcess> of(long pid, Path workloads) {
        return workingFolder(pid)
                .filter(folder -> folder.startsWith(workloads.toAbsolutePath().normalize() + "/"))
                .map(PLACE::matcher)
                .filter(Matcher::find)
                .map(place -> new LiveProcess(
                        pid, Long.parseLong(place.group(1)), Integer.parseInt(place.group(2)), place.group(3) != null));
    }

    /** What is gone has none, and neither has what is dead but not collected yet. */
    private static Optional<String> workingFolder(long pid) {
        try {
            String folder = Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "cwd"))
                    .toString();
            return Stream.of(folder.replaceFirst(" \\(deleted\\)$", "")).findFirst();
        } catch (IOException goneOrNotOurs) {
            return Optional.empty();
        }
    }
}
