package dev.rollcall.sweep;

import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Rows;
import dev.rollcall.runtime.Observed;
import dev.rollcall.sweep.Settlement.Known;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the database knows of workloads. */
@ApplicationScoped
class KnownWorkloads {

    private final Pool pool;
    private final StrayWorkloads strays;

    KnownWorkloads(Pool pool, StrayWorkloads strays) {
        this.pool = pool;
        this.strays = strays;
    }

    static List<String> handles(List<Observed> listed) {
        return listed.stream().map(Observed::handle).toList();
    }

    /** By handle, for each of them. */
    Uni<Map<String, Known>> of(List<Observed> chunk) {
        return meetingsOf(chunk)
                .chain(meetings -> strays.releasedOf(handles(chunk)).map(released -> {
                    Map<String, Known> known = new HashMap<>();
                    chunk.forEach(observed -> known.put(
                            observed.handle(),
                            meetings.getOrDefault(observed.meetingId(), Known.NOTHING)
                                    .asStray(released.get(observed.handle()))));
                    return known;
                }));
    }

    private Uni<Map<Long, Known>> meetingsOf(List<Observed> chunk) {
        Long[] ids = chunk.stream().map(Observed::meetingId).distinct().toArray(Long[]::new);
        return pool.preparedQuery("""
                        select id, status, attempt, cleanup_at is not null as to_be_cleaned_up
                        from meetings
                        where id = any ($1)
                        """)
                .execute(Tuple.of(ids))
                .map(rows -> Rows.all(rows, row -> row).stream()
                        .collect(Collectors.toMap(row -> row.getLong("id"), KnownWorkloads::known)));
    }

    private static Known known(Row row) {
        return new Known(
                Status.of(row.getString("status")).orElse(Status.FAILED),
                row.getInteger("attempt"),
                row.getBoolean("to_be_cleaned_up"),
                null);
    }
}
