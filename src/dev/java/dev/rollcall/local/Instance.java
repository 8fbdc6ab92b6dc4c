package dev.rollcall.local;

import dev.rollcall.runtime.process.LeftBehind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A PostgreSQL, a Redis and the bots of one running service, in a folder of their own below target/local. Nothing of it
 * outlives its owner: the folder is thrown away at the end, or by the next start when the owner died by force.
 */
final class Instance implements AutoCloseable {

    /** The system property that names the instance of this JVM; set once it runs. */
    static final String PROPERTY = "rollcall.local.instance";

    private final Path folder;
    private final Postgres postgres;
    private final Redis redis;
    private final Map<String, String> settings;
    private final Optional<Ownership> ownership; // empty for one that another class loader has started

    private Instance(
            Path folder, Postgres postgres, Redis redis, Map<String, String> settings, Optional<Ownership> ownership) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.settings = settings;
        this.ownership = ownership;
    }

    /**
     * The instance of this JVM: started by the first call and ended with the JVM. Live reload and tests ask from
     * several class loaders, so what they share is a system property and not a static field.
     */
    static synchronized Instance ofThisJvm() {
        String started = System.getProperty(PROPERTY);
        if (started != null) {
            return attach(Path.of(started));
        }
        CompletableFuture<Instance> start = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWithJvm(start), "local-servers-shutdown"));
        try {
            start.complete(start(root()));
            System.setProperty(PROPERTY, start.join().folder.toString());
            return start.join();
        } finally {
            start.cancel(false); // a start that has failed has tidied up already
        }
    }

    /** A Ctrl-C during the start waits for its end: servers that are half started could not be found. */
    private static void endWithJvm(CompletableFuture<Instance> start) {
        start.exceptionally(failed -> null)
                .thenApply(Optional::ofNullable)
                .join()
                .ifPresent(Instance::closeAfterApplication);
    }

    /** target/local of the build that these classes belong to, wherever it was started from. */
    static Path root() {
        String chosen = System.getProperty("rollcall.local.directory");
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        Path classes =
                Path.of(URI.create(Instance.class.getResource("Instance.class").toString()));
        for (int i = 0; i <= Instance.class.getName().split("\\.").length; i++) {
            classes = classes.getParent();
        }
        return classes.resolve("local");
    }

    /** Ends what dead owners have left below {@code root}, then starts a new instance there. */
    static Instance start(Path root) {
        return start(root, new Binaries(root.resolve("binaries")));
    }

    static Instance start(Path root, Binaries binaries) {
        endStale(root);
        Ownership ownership = Ownership.take(root);
        Path folder = ownership.folder();
        CompletableFuture<Redis> redis = CompletableFuture.supplyAsync(
                () -> new Redis(folder.resolve("redis"), binaries.redis(), Ports.free()).start(),
                task -> new Thread(task, "redis-start").start());
        try {
            Postgres postgres =
                    new Postgres(folder.resolve("postgres"), binaries.postgres(), Ports.free(), randomText()).start();
            Map<String, String> settings = settings(folder, postgres, redis.join());
            SettingsFile.in(folder).write(settings);
            return new Instance(folder, postgres, redis.join(), settings, Optional.of(ownership));
        } catch (RuntimeException e) {
            redis.exceptionally(alsoFailed -> null).join();
            end(folder);
            throw e;
        }
    }

    private static Instance attach(Path folder) {
        Map<String, String> settings = SettingsFile.in(folder).read();
        Binaries binaries = new Binaries(folder.resolveSibling("binaries"));
        Postgres postgres = new Postgres(
                folder.resolve("postgres"),
                binaries.postgres(),
                URI.create(settings.get("quarkus.datasource.reactive.url")).getPort(),
                settings.get("quarkus.datasource.password"));
        Redis redis = new Redis(
                folder.resolve("redis"),
                binaries.redis(),
                URI.create(settings.get("quarkus.redis.hosts")).getPort());
        return new Instance(folder, postgres, redis, settings, Optional.empty());
    }

    Path folder() {
        return folder;
    }

    Postgres postgres() {
        return postgres;
    }

    Redis redis() {
        return redis;
    }

    /** What a service needs to be told to use this instance. */
    Map<String, String> settings() {
        return settings;
    }

    private static Map<String, String> settings(Path folder, Postgres postgres, Redis redis) {
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", postgres.jdbcUrl()),
                Map.entry("quarkus.datasource.reactive.url", postgres.reactiveUrl()),
                Map.entry("quarkus.datasource.username", Postgres.USER),
                Map.entry("quarkus.datasource.password", postgres.password()),
                Map.entry("quarkus.redis.hosts", redis.url()),
                Map.entry("rollcall.admin-token", "admin"),
                Map.entry("rollcall.secret-key", randomText()),
                Map.entry("rollcall.jwt.secret", randomText()),
                Map.entry("rollcall.polling.callback-token", randomText()),
                Map.entry("rollcall.simulation.enabled", "true"),
                Map.entry("rollcall.runtime", "process"),
                Map.entry("rollcall.process.directory", workloads(folder).toString()));
    }

    private static Path workloads(Path folder) {
        return folder.resolve("workloads");
    }

    /** Shutdown hooks run side by side: the database has to outlive the application that still uses it. */
    private void closeAfterApplication() {
        RunningApplication.awaitEnd();
        close();
    }

    /** Ends the bots, then the servers, and removes the folder. */
    @Override
    public void close() {
        endBots(folder);
        postgres.stop();
        redis.stop();
        remove(folder);
        ownership.ifPresent(Instance::giveUp);
    }

    private static void giveUp(Ownership ownership) {
        try {
            ownership.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give up " + ownership.folder() + ".", e);
        }
    }

    static void endStale(Path root) {
        Ownership.stale(root).forEach(Instance::end);
    }

    /** Ends all processes of an instance by what its folder tells of them, and removes the folder. */
    private static void end(Path folder) {
        endBots(folder);
        Stream.of(Postgres.process(folder.resolve("postgres")), Redis.process(folder.resolve("redis")))
                .flatMap(Optional::stream)
                .forEach(server -> ProcessIdentity.kill(List.of(server)));
        remove(folder);
    }

    private static void remove(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("Cannot remove " + folder + ": " + e.getMessage());
        }
    }

    private static void endBots(Path folder) {
        try {
            LeftBehind.kill(workloads(folder));
        } catch (IOException e) {
            System.err.println("Cannot end the bots of " + folder + ": " + e.getMessage());
        }
    }

    private static String randomText() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
