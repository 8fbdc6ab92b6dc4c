package dev.rollcall.bench;

import dev.rollcall.PackagedService;
import dev.rollcall.local.LocalServices;
import java.util.HashMap;
import java.util.Map;

/** What is measured: a PostgreSQL and a Redis of its own, and the packaged service as a process of its own. */
final class Stand implements AutoCloseable {

    private final LocalServices local;
    private final Database database;
    private final Seed seed;
    private final Map<String, String> settings;
    private final Map<String, String> environment;
    private PackagedService service;
    private Meters meters;

    private Stand(LocalServices local, Map<String, String> more, Map<String, String> environment) {
        this.local = local;
        this.database = Database.of(local);
        this.seed = new Seed(database, local.settings().get("rollcall.secret-key"));
        this.settings = new HashMap<>(more);
        this.environment = new HashMap<>(environment);
        this.environment.put("ADMIN_API_TOKEN", "admin");
        this.environment.put("ROLLCALL_SECRET_KEY", local.settings().get("rollcall.secret-key"));
        this.environment.put("DATABASE_URL", local.databaseUrl());
        this.environment.put("REDIS_URL", local.redisUrl());
        settings.put("rollcall.runtime", "none"); // bots are played here
        settings.put("rollcall.rate.enabled", "false"); // one machine plays a thousand clients
    }

    static Stand open() {
        return open(Map.of());
    }

    /** @param more settings of the service */
    static Stand open(Map<String, String> more) {
        return open(more, Map.of());
    }

    /** @param environment beside what the service needs, such as options of Java */
    static Stand open(Map<String, String> more, Map<String, String> environment) {
        Stand stand = new Stand(LocalServices.another(), more, environment);
        try {
            stand.launch();
            stand.service.awaitReady();
            return stand;
        } catch (RuntimeException e) {
            stand.close();
            throw e;
        }
    }

    /** Another process of the service, the one before having ended; without waiting until it is ready. */
    PackagedService launch() {
        service = PackagedService.launch(environment, settings);
        meters = new Meters(database, service.process());
        return service;
    }

    int port() {
        return service.port();
    }

    PackagedService service() {
        return service;
    }

    LocalServices local() {
        return local;
    }

    Database database() {
        return database;
    }

    Meters meters() {
        return meters;
    }

    Seed seed() {
        return seed;
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
        database.close();
        local.close();
    }
}
