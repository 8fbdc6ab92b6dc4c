package dev.rollcall.bench;

import dev.rollcall.local.LocalServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PostgreSQL alone does of the same work, by pgbench on the same database: bench/floor-*.sql. */
final class Floor {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private static final Duration TURN = Duration.ofSeconds(3);

    private Floor() {}

    /** @throws IllegalStateException when there is no pgbench */
    static void require() {
        try {
            new ProcessBuilder("pgbench", "--version").start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("The benchmark needs pgbench, which comes with PostgreSQL's client programs"
                    + " (Debian and Ubuntu: apt-get install postgresql-contrib or postgresql-client-<version>;"
                    + " macOS: brew install libpq). It measures what PostgreSQL alone does, on the same database.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Measures a crowd and its floor in turns, so that both meet the same machine: how much a virtual one gets done
     * differs by half from one second to the next.
     *
     * @param script the name of a file in bench/
     * @param variables of the script
     */
    static Row around(
            String name, Stand stand, List<? extends Player> crowd, String script, Map<String, Long> variables) {
        int turns = (int) Math.max(1, Scenario.LENGTH.dividedBy(TURN));
        double floors = perSecond(stand.local(), script, crowd.size(), variables);
        Measured measured = Load.run(stand, crowd, TURN);
        for (int i = 1; i < turns; i++) {
            floors += perSecond(stand.local(), script, crowd.size(), variables);
            measured = measured.and(Load.goOn(stand, crowd, TURN));
        }
        return Row.of(name, measured).floor(floors / turns);
    }

    /** Transactions per second. */
    private static double perSecond(LocalServices local, String script, int clients, Map<String, Long> variables) {
        URI url = URI.create(local.reactiveUrl());
        List<String> words = new ArrayList<>(List.of("pgbench", "-n", "-M", "prepared", "-f", "bench/" + script));
        words.addAll(List.of("-c", "" + clients, "-j", "1", "-T", "" + TURN.toSeconds()));
        words.addAll(List.of("-h", url.getHost(), "-p", "" + url.getPort(), "-U", local.username()));
        variables.forEach((name, value) -> words.addAll(List.of("-D", name + "=" + value)));
        words.add(url.getPath().substring(1));
        try {
            Path output = Files.createTempFile("floor-", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("PGPASSWORD", local.password());
            int exit = builder.start().waitFor();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            Matcher tps = TPS.matcher(said);
            if (exit != 0 || !tps.find()) {
                throw new IllegalStateException("pgbench failed:\n" + said);
            }
            return Double.parseDouble(tps.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
