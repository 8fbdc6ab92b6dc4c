package dev.rollcall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Measures the packaged service beside its floor and prints one table; see docs/performance.md. */
public final class Benchmark {

    private static final Path TABLE = Path.of("target", "bench.md");

    private Benchmark() {}

    /** @param arguments {@code short} or {@code long}; then names of scenarios, all when there are none */
    public static void main(String... arguments) throws IOException {
        Floor.require();
        String binary = System.getProperty("bench.binary", "");
        if (!binary.isBlank()) {
            System.setProperty("rollcall.it.binary", binary); // what PackagedService starts instead of the jar
        }
        Map<String, Scenario> scenarios = arguments[0].equals("long") ? longOnes() : shortOnes();
        String only = System.getProperty("bench.only", "");
        if (!only.isBlank()) {
            scenarios.keySet().retainAll(List.of(only.split(",")));
        }
        StringBuilder table = new StringBuilder();
        try (Stand stand = Stand.open()) {
            table.append(machine(stand)).append("\n\n").append(Row.HEAD);
            System.out.print(table);
            for (Scenario scenario : scenarios.values()) {
                String rows =
                        scenario.measure(stand).stream().map(row -> row + "\n").collect(Collectors.joining());
                System.out.print(rows);
                table.append(rows);
            }
        }
        Files.writeString(TABLE, table);
        System.exit(0); // embedded servers leave threads behind
    }

    private static Map<String, Scenario> shortOnes() {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("start", new Start());
        scenarios.put("heartbeats", new Heartbeats());
        scenarios.put("fleet", new FleetBeats());
        scenarios.put("callbacks", new Callbacks());
        scenarios.put("orders", new Orders());
        scenarios.put("status", new StatusReads());
        scenarios.put("config", new Reconfigure());
        return scenarios;
    }

    private static Map<String, Scenario> longOnes() {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("bloat", new Bloat());
        scenarios.put("day", new MixedDay());
        scenarios.put("sweep", new Sweeps());
        scenarios.put("streams", new Streams(OpenStream.Kind.STREAM));
        scenarios.put("sockets", new Streams(OpenStream.Kind.SOCKET));
        return scenarios;
    }

    private static String machine(Stand stand) throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: ", ""))
                .findFirst()
                .orElse("unknown processor");
        return "%s, %d processors (%s), Java %s, PostgreSQL %s with %s, load average before: %s"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.MINUTES),
                        Runtime.getRuntime().availableProcessors(),
                        processor,
                        Runtime.version(),
                        stand.database().text("show server_version"),
                        stand.database().durability(),
                        Files.readString(Path.of("/proc/loadavg")).strip());
    }
}
