package dev.rollcall.launch;

import dev.rollcall.platform.FleetAlert;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Too many meetings fail before their bot has said a word: the platform, the image or the quota is not what it was. */
@ApplicationScoped
class LaunchAlert implements FleetAlert {

    private final Pool pool;
    private final LaunchConfig config;

    LaunchAlert(Pool pool, LaunchConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Override
    public String name() {
        return "launches_failing";
    }

    @Override
    public String nameOfEnd() {
        return "launches_recovered";
    }

    @Override
    public Uni<Look> look() {
        return pool.preparedQuery("""
                        select count(*) filter (where t.to_status = 'failed') as failed, count(*) as launches
                        from status_transitions t
                        where t.at > clock_timestamp() - $1 * interval '1 millisecond'
                          and t.kind in ('transition', 'implied')
                          and t.from_status = 'requested'
                          and t.to_status in ('joining', 'failed')
                        """)
                .execute(Tuple.of(config.alertWindow().toMillis()))
                .map(rows -> look(rows.iterator().next()));
    }

    private Look look(Row row) {
        long failed = row.getLong("failed");
        long launches = row.getLong("launches");
        boolean raised = failed >= config.alertMinimum() && failed > launches * config.alertShare();
        return new Look(
                raised,
                Map.of(
                        "failed", failed,
                        "launches", launches,
                        "window_seconds", config.alertWindow().toSeconds()));
    }
}
