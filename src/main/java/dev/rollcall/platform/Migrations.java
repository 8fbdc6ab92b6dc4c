package dev.rollcall.platform;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date before anything uses it. Flyway, with JDBC connections of its own, is a sixth of a start, and
 * nearly every start leaves it nothing to do; so one statement asks first.
 */
@ApplicationScoped
class Migrations {

    /** The last file of db/migration. MigrationsTest holds it to that. */
    static final String NEWEST = "V35__open_commands.sql";

    /** The scheduler starts at 0, everything else of ours later. */
    private static final int BEFORE_ALL_ELSE = -1;

    /** As long as a statement may wait for a connection; then Flyway finds out what is wrong, and says it. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private static final String ALL_APPLIED = """
            select coalesce(bool_or(substring(script from '[^/]*$') = $1) and bool_and(success), false) as all_applied
            from flyway_schema_history
            """;

    private final Pool pool;
    private final Instance<Flyway> flyway;
    private final boolean wanted;

    Migrations(
            Pool pool,
            Instance<Flyway> flyway,
            @ConfigProperty(name = "quarkus.flyway.migrate-at-start") boolean wanted) {
        this.pool = pool;
        this.flyway = flyway;
        this.wanted = wanted;
    }

    void apply(@Observes @Priority(BEFORE_ALL_ELSE) StartupEvent event) {
        if (wanted && !nothingToDo()) {
            flyway.get().migrate();
        }
    }

    /** False also when it cannot be told: no such table yet, no database. */
    boolean nothingToDo() {
        return pool.preparedQuery(ALL_APPLIED)
                .execute(Tuple.of(NEWEST))
                .map(rows -> rows.iterator().next().getBoolean("all_applied"))
                .ifNoItem()
                .after(ANSWER_WITHIN)
                .fail()
                .onFailure()
                .recoverWithItem(false)
                .await()
                .indefinitely();
    }
}
