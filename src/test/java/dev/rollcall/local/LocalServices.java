package dev.rollcall.local;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * The embedded PostgreSQL and Redis for tests, by the same starter as in development. Every {@code @QuarkusTest} gets
 * them without asking (the annotation below counts for the whole module); a plain test asks for {@link #shared()}.
 */
@QuarkusTestResource(LocalServices.class)
public final class LocalServices implements QuarkusTestResourceLifecycleManager, AutoCloseable {

    private final Instance instance;

    /** For Quarkus. */
    public LocalServices() {
        this(Instance.ofThisJvm());
    }

    private LocalServices(Instance instance) {
        this.instance = instance;
    }

    /** The pair that all tests of this JVM share; it ends with the JVM and must not be closed. */
    public static LocalServices shared() {
        return new LocalServices();
    }

    /** A new, empty pair for one test, which closes it. Takes about two seconds. */
    public static LocalServices another() {
        return new LocalServices(Instance.start(Instance.root()));
    }

    @Override
    public Map<String, String> start() {
        return settings();
    }

    @Override
    public void stop() {
        // The next application of this JVM uses the same pair.
    }

    @Override
    public void close() {
        instance.close();
    }

    /** The configuration of a service that uses this pair. */
    public Map<String, String> settings() {
        return instance.settings();
    }

    public String jdbcUrl() {
        return instance.postgres().jdbcUrl();
    }

    public String reactiveUrl() {
        return instance.postgres().reactiveUrl();
    }

    public String username() {
        return Postgres.USER;
    }

    public String password() {
        return instance.postgres().password();
    }

    /** Everything in one: {@code postgres://user:password@host:port/database}. */
    public String databaseUrl() {
        return reactiveUrl().replace("postgresql://", "postgres://" + username() + ":" + password() + "@");
    }

    public String redisUrl() {
        return instance.redis().url();
    }

    /** Stops PostgreSQL in order; {@link #startPostgres()} brings it back on the same port with all that it had. */
    public void stopPostgres() {
        instance.postgres().stop();
    }

    /** Ends PostgreSQL as a power failure would. */
    public void killPostgres() {
        instance.postgres().kill();
    }

    public void startPostgres() {
        instance.postgres().start();
    }

    /** Stops Redis in order; {@link #startRedis()} brings it back on the same port. */
    public void stopRedis() {
        instance.redis().stop();
    }

    /** Ends Redis as a power failure would. */
    public void killRedis() {
        instance.redis().kill();
    }

    public void startRedis() {
        instance.redis().start();
    }
}
