package dev.rollcall.platform;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without the database nothing can be answered: not ready, until it is back. */
@Readiness
@ApplicationScoped
class DatabaseHealth implements AsyncHealthCheck, HealthPart {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Pool pool;

    DatabaseHealth(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return isUp().map(up -> HealthCheckResponse.named("database").status(up).build());
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Uni<Fact> ask() {
        return isUp().map(up -> new Fact(up, true, up ? "up" : "down"));
    }

    private Uni<Boolean> isUp() {
        return pool.query("select 1")
                .execute()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(rows -> true)
                .onFailure()
                .recoverWithItem(false);
    }
}
