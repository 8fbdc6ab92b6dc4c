package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Balancer;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.local.LocalServices;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A PostgreSQL, a Redis and some replicas behind a balancer, all of them for one scenario that does them harm. */
final class Arena implements AutoCloseable {

    /** One sweep, and what a busy machine takes on top. */
    private static final Duration LATE = Duration.ofSeconds(4);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);

    /** The process that is launched where the test plays the bots. */
    static final Map<String, String> BOTS_ARE_PLAYED = Map.of("rollcall.process.command", "/bin/sleep,900");

    private final LocalServices local = LocalServices.another();
    private final Balancer balancer = Balancer.open();
    private final List<PackagedService> replicas = new ArrayList<>();
    private final Caller caller = new Caller(balancer.url());
    private final Promises promises = new Promises();
    private final Map<Long, Tenant> tenants = new ConcurrentHashMap<>();
    private Connection database;
    private Duration settledIn = Duration.ZERO;

    private Arena() {}

    static Arena open(int replicas, Map<String, String> settings) {
        Arena arena = new Arena();
        for (int i = 0; i < replicas; i++) {
            arena.launch(settings, Map.of());
        }
        return arena.awaitReady();
    }

    /** One replica for each of these environments. */
    static Arena openEach(List<Map<String, String>> environments, Map<String, String> settings) {
        Arena arena = new Arena();
        environments.forEach(environment -> arena.launch(settings, environment));
        return arena.awaitReady();
    }

    private PackagedService launch(Map<String, String> moreSettings, Map<String, String> moreEnvironment) {
        Map<String, String> settings = ShortLimits.settings(local);
        settings.put("rollcall.bot.callback-base-url", balancer.url());
        settings.put("rollcall.rate.enabled", "false"); // one machine plays a thousand clients
        settings.putAll(moreSettings);
        Map<String, String> environment = new HashMap<>(ShortLimits.environment(local));
        environment.putAll(moreEnvironment);
        PackagedService replica = PackagedService.launch(environment, settings);
        replicas.add(replica);
        return replica;
    }

    /** One more, ready, which the balancer does not know yet. */
    PackagedService add(Map<String, String> settings) {
        return launch(settings, Map.of()).awaitReady();
    }

    Balancer balancer() {
        return balancer;
    }

    private Arena awaitReady() {
        try {
            replicas.forEach(PackagedService::awaitReady);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        balancer.to(replicas.stream().map(PackagedService::port).toList());
        return this;
    }

    LocalServices local() {
        return local;
    }

    List<PackagedService> replicas() {
        return replicas;
    }

    Caller caller() {
        return caller;
    }

    Promises promises() {
        return promises;
    }

    String secretKey() {
        return local.settings().get("rollcall.secret-key");
    }

    Path workloads() {
        return ShortLimits.workloads(local);
    }

    List<LiveProcess> processes() {
        return LiveProcess.in(workloads());
    }

    /** @param limit null for none */
    Tenant tenant(Integer limit) {
        Tenant tenant = Tenant.withLimit(caller, limit);
        tenants.put(tenant.id(), tenant);
        return tenant;
    }

    /** How a row is read. */
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The first row; by one connection of the test's own, which the replicas know nothing of. */
    <T> Optional<T> row(String sql, Reading<T> reading) {
        return rows(sql, reading).stream().findFirst();
    }

    synchronized <T> List<T> rows(String sql, Reading<T> reading) {
        try (Statement statement = database().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reading.of(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    synchronized void execute(String sql) {
        try (Statement statement = database().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection database() throws SQLException {
        if (database == null || !database.isValid(5)) {
            database = DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password());
        }
        return database;
    }

    /** Stops what still lives, and waits until nothing is left of it. */
    void settle() {
        Instant asked = Instant.now();
        Awaitility.await("every meeting is over")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> stopAll() == 0);
        Awaitility.await("no process is left")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> processes().isEmpty());
        settledIn = Duration.between(asked, Instant.now());
    }

    private record Live(long id, long userId, String nativeId) {}

    private int stopAll() {
        List<Live> live = rows(
                "select id, user_id, platform_specific_id from meetings where status not in ('completed', 'failed')",
                row -> new Live(row.getLong(1), row.getLong(2), row.getString(3)));
        live.forEach(meeting -> stop(tenants.get(meeting.userId()), meeting.nativeId(), meeting.id()));
        return live.size();
    }

    /** Whether it was accepted. */
    boolean stop(Tenant tenant, String nativeId, long meetingId) {
        boolean accepted = tenant.stop(nativeId).status() == 202;
        if (accepted) {
            promises.stopAccepted(meetingId);
        }
        return accepted;
    }

    /** Checks everything, prints one line of figures, and fails with each violation. */
    void assertSound(String figures) {
        assertSound(figures, processes());
    }

    /** @param processes the bots that live; none where the scenario ends before they are removed */
    synchronized void assertSound(String figures, List<LiveProcess> processes) {
        try {
            InvariantChecker.Findings findings = InvariantChecker.check(database(), processes, promises, LATE);
            System.out.printf(
                    "%s settled=%ds meetings=%d stops=%d reports=%d checked=%d violations=%d%n",
                    figures,
                    settledIn.toSeconds(),
                    row("select count(*) from meetings", row -> row.getLong(1)).orElseThrow(),
                    promises.stops().size(),
                    promises.reports().size(),
                    findings.checked(),
                    findings.violations().size());
            assertThat(findings.violations()).isEmpty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pause of one of many players, not of the test. */
    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() {
        replicas.stream().filter(replica -> replica.process().isAlive()).forEach(PackagedService::kill);
        balancer.close();
        local.close();
    }
}
