package dev.rollcall.stage;

import io.quarkus.arc.Arc;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The service's database, for what the API does not show and for moving a clock. */
public final class Database {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Database() {}

    public static RowSet<Row> run(String sql, Object... parameters) {
        return Arc.container()
                .instance(Pool.class)
                .get()
                .preparedQuery(sql)
                .execute(Tuple.from(List.of(parameters)))
                .await()
                .atMost(TIMEOUT);
    }

    public static List<Row> rows(String sql, Object... parameters) {
        return StreamSupport.stream(run(sql, parameters).spliterator(), false).toList();
    }

    public static String text(String sql, Object... parameters) {
        return run(sql, parameters).iterator().next().getString(0);
    }

    public static int integer(String sql, Object... parameters) {
        return run(sql, parameters).iterator().next().getInteger(0);
    }

    public static long number(String sql, Object... parameters) {
        return run(sql, parameters).iterator().next().getLong(0);
    }
}
