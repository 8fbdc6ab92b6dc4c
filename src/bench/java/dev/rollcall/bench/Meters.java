package dev.rollcall.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads what the service and the database have used so far: /proc and pg_stat_database. */
final class Meters {

    /** Linux tells processor time in these parts of a second, on every architecture that matters here. */
    private static final double TICKS_PER_SECOND = 100;

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

    /** The backends that live, and those that the server has seen off. */
    private long databaseTicks() {
        return ticks(postgres, true)
                + postgres.children()
                        .mapToLong(backend -> ticks(backend, false))
                        .sum();
    }

    /** Of user and system together; 0 for a process that has just gone. */
    private static long ticks(ProcessHandle process, boolean withDeadChildren) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
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
