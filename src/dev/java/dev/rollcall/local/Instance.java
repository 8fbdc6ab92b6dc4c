package dev.rollcall.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A PostgreSQL, a Redis and the bots of one running service, in a folder of their own below target/local. Nothing of it
 * outlives its owner: the folder is thrown away at the end, or by the next start when the owner died by force.
 */
final class Instance implements AutoCloseable {

    /** A bot gets this long to say goodbye when its service ends. */
    private static final Duration BOT_GRACE = Duration.ofSeconds(3);

    /** The system property that names the instance of this JVM; set once it runs. */
    static final String PROPERTY = "rollcall.local.instance";

    private static final String LOCK = "lock";
    private static final String SETTINGS = "settings.properties";

    private final Path folder;
    private final Postgres postgres;
    private final Redis redis;
    private final Map<String, String> settings;
    private final FileChannel lock; // null for one that only looks at what another has started

    private Instance(Path folder, Postgres postgres, Redis redis, Map<String, String> settings, FileChannel lock) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.settings = settings;
        this.lock = lock;
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
        Instance instance = start(root());
        Runtime.getRuntime().addShutdownHook(new Thread(instance::closeAfterApplication, "local-servers-shutdown"));
        System.setProperty(PROPERTY, instance.folder.toString());
        return instance;
    }

    /** target/local of the build that these classes belong to, wherever it was started from. */
    static Path root() {
        String chosen = System.getProperty("rollcall.local.directory");
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        Path classes =
                Path.of(URI.create(Instance.class.getResource("Instance.class").toString()));
        int depth = Instance.class.getName().split("\\.").length;
        for (int i = 0; i <= depth; i++) {
            classes = classes.getParent();
        }
        return classes.resolve("local");
    }

    /** Ends what dead owners have left below {@code root}, then starts a new instance there. */
    static Instance start(Path root) {
        endStale(root);
        Path folder = create(root);
        FileChannel lock = lock(folder);
        Binaries binaries = new Binaries(root.resolve("binaries"));
        CompletableFuture<Redis> redis = CompletableFuture.supplyAsync(
                () -> new Redis(folder.resolve("redis"), binaries.redis(), Ports.free()).start(),
                task -> new Thread(task, "redis-start").start());
        try {
            Postgres postgres =
                    new Postgres(folder.resolve("postgres"), binaries.postgres(), Ports.free(), randomText()).start();
            Map<String, String> settings = settings(folder, postgres, redis.join());
            write(settings, folder.resolve(SETTINGS));
            return new Instance(folder, postgres, redis.join(), settings, lock);
        } catch (RuntimeException e) {
            redis.exceptionally(alsoFailed -> null).join();
            end(folder);
            throw e;
        }
    }

    private static Instance attach(Path folder) {
        Map<String, String> settings = read(folder.resolve(SETTINGS));
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
        return new Instance(folder, postgres, redis, settings, null);
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
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
        settings.put("quarkus.datasource.reactive.url", postgres.reactiveUrl());
        settings.put("quarkus.datasource.username", Postgres.USER);
        settings.put("quarkus.datasource.password", postgres.password());
        settings.put("quarkus.redis.hosts", redis.url());
        settings.put("rollcall.redis-url", redis.url());
        settings.put("rollcall.admin-token", "admin");
        settings.put("rollcall.secret-key", randomText());
        settings.put("rollcall.simulation.enabled", "true");
        settings.put("rollcall.runtime", "process");
        settings.put("rollcall.process.directory", workloads(folder).toString());
        return Collections.unmodifiableMap(settings);
    }

    private static void write(Map<String, String> settings, Path file) {
        Properties properties = new Properties();
        properties.putAll(settings);
        // Readable by the owner alone: it holds the password.
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (OutputStream out = Files.newOutputStream(Files.createFile(file, ownerOnly))) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
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
        end(folder);
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give up " + folder + ".", e);
        }
    }

    /** The folder's name says who owns it, so that there is no moment in which it has no owner. */
    private static Path create(Path root) {
        ProcessIdentity owner = ProcessIdentity.current();
        try {
            Files.createDirectories(root);
            for (int number = 1; ; number++) {
                try {
                    return Files.createDirectory(
                            root.resolve(owner.pid() + "-" + owner.started().toEpochMilli() + "-" + number));
                } catch (FileAlreadyExistsException another) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write to " + root + "; -Drollcall.local.directory=… names another folder.", e);
        }
    }

    private static FileChannel lock(Path folder) {
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + folder + ".", e);
        }
    }

    static void endStale(Path root) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            folders.filter(Instance::isStale).forEach(Instance::end);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for earlier instances in " + root + ".", e);
        }
    }

    /**
     * An instance is stale when its owner is gone by both signs: the process that its name tells, and the lock that the
     * owner holds for life. Either alone can be wrong (a changed clock, a folder that is not locked yet).
     */
    private static boolean isStale(Path folder) {
        return owner(folder).filter(owner -> owner.find().isEmpty()).isPresent() && !isLocked(folder);
    }

    private static Optional<ProcessIdentity> owner(Path folder) {
        String[] parts = folder.getFileName().toString().split("-");
        return parts.length == 3 ? ProcessIdentity.parse(parts[0] + " " + parts[1]) : Optional.empty();
    }

    private static boolean isLocked(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException ours) {
            return true;
        } catch (IOException neverLocked) {
            return false;
        }
    }

    /** Ends all processes of an instance by what its folder tells of them, and removes the folder. */
    private static void end(Path folder) {
        endBots(folder);
        Stream.of(Postgres.process(folder.resolve("postgres")), Redis.process(folder.resolve("redis")))
                .flatMap(Optional::stream)
                .forEach(server -> ProcessIdentity.kill(List.of(server)));
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("Cannot remove " + folder + ": " + e.getMessage());
        }
    }

    private static void endBots(Path folder) {
        ProcessIdentity.end(bots(workloads(folder)), BOT_GRACE);
    }

    /** The process runtime keeps a folder for each workload, with a file "pid" that holds id and start. */
    private static List<ProcessHandle> bots(Path workloads) {
        if (!Files.isDirectory(workloads)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(workloads)) {
            return folders.map(workload -> workload.resolve("pid"))
                    .flatMap(file -> ProcessIdentity.read(file).stream())
                    .flatMap(bot -> bot.find().stream())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Path workloads(Path folder) {
        return folder.resolve("workloads");
    }

    private static String randomText() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
