package dev.rollcall.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what the service and the database have used so far: /proc and pg_stat_database. */
final class Meters {

    /** Linux tells processor time in these parts of a second, on every architecture that matters here. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    private static final Duration LOOK = Duration.ofSeconds(3);

    /** A tenth of a processor. */
    private static final long QUIET_TICKS = (long) (TICKS_PER_SECOND * LOOK.toSeconds() / 10);

    private static final Duration MOST_COMPILING = Duration.ofMinutes(1);

    private final Database database;
    private final ProcessHandle service;
    private final ProcessHandle postgres;

    Meters(Database database, ProcessHandle service) {
        this.database = database;
        this.service = service;
        this.postgres = database.server();
    }

    /** @param megabytes resident memory of the service, at the time of the reading */
    record Reading(double seconds, double serviceCpu, double databaseCpu, long commits, double megabytes) {

        Reading since(Reading before) {
            return new Reading(
                    seconds - before.seconds,
                    serviceCpu - before.serviceCpu,
                    databaseCpu - before.databaseCpu,
                    commits - before.commits,
                    megabytes);
        }

        /** Of two stretches of time, told by {@link #since}. */
        Reading and(Reading later) {
            return new Reading(
                    seconds + later.seconds,
                    serviceCpu + later.serviceCpu,
                    databaseCpu + later.databaseCpu,
                    commits + later.commits,
                    later.megabytes);
        }

        /** Processors in use, on average. */
        double cores() {
            return (serviceCpu + databaseCpu) / seconds;
        }
    }

    /**
     * Backends tell of their commits about once a second; under a steady load that is missing at the start of a
     * measurement as at its end.
     */
    Reading read() {
        return new Reading(
                System.nanoTime() / 1e9,
                ticks(service, false) / TICKS_PER_SECOND,
                databaseTicks() / TICKS_PER_SECOND,
                database.number("select xact_commit from pg_stat_database where datname = current_database()"),
                megabytes());
    }

    /**
     * Until the JIT compiler has done what the present load asks of it, as in a service that has been up for a while; a
     * minute at most. A native binary has nothing to compile.
     */
    void awaitCompiled() throws InterruptedException {
        long end = System.nanoTime() + MOST_COMPILING.toNanos();
        long before = compilerTicks();
        long used = Long.MAX_VALUE;
        while (used > QUIET_TICKS && System.nanoTime() < end) {
            Thread.sleep(LOOK.toMillis());
            long now = compilerTicks();
            used = now - before;
            before = now;
        }
    }

    private long compilerTicks() {
        Path threads = Path.of("/proc", String.valueOf(service.pid()), "task");
        try (Stream<Path> all = Files.list(threads)) {
            return all.filter(Meters::isCompiler)
                    .mapToLong(thread -> ticks(thread.resolve("stat"), false))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCompiler(Path thread) {
        try {
            return COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
        } catch (IOException gone) {
            return false;
        }
    }

    /** The backends that live, and those that the server has seen off. */
    private long databaseTicks() {
        return ticks(postgres, true)
                + postgres.children()
                        .mapToLong(backend -> ticks(backend, false))
                        .sum();
    }

    private static long ticks(ProcessHandle process, boolean withDeadChildren) {
        return ticks(Path.of("/proc", String.valueOf(process.pid()), "stat"), withDeadChildren);
    }

    /** Of user and system together; 0 for what has just gone. */
    private static long ticks(Path file, boolean withDeadChildren) {
        try {
            String stat = Files.readString(file);
            // The name, in brackets, may hold blanks; utime, stime, cutime and cstime are fields 14 to 17.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(fields, 11, withDeadChildren ? 15 : 13)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    double megabytes() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", String.valueOf(service.pid()), "status"));
            return lines.stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
