package dev.rollcall.platform;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two pools of the same database. The one that serves requests has a queue with an end; the small one looks up keys, so
 * that statements which hold all connections of the first cannot keep anybody from being recognised (lesson 22).
 */
@Singleton
class DatabasePools implements PgPoolCreator {

    /** Prepared once for each connection, up to this many characters; the default would leave out a transition. */
    private static final int LONGEST_STATEMENT = 16 * 1024;

    private final DatabaseConfig config;
    private Pool keys;

    DatabasePools(DatabaseConfig config) {
        this.config = config;
    }

    /** Called once, when the first statement needs the pool. */
    @Override
    public Pool create(Input input) {
        PoolOptions forKeys = bounded(new PoolOptions(input.poolOptions()).setMaxSize(config.keyConnections()));
        keys = pool(input, forKeys);
        return pool(input, bounded(input.poolOptions()));
    }

    private PoolOptions bounded(PoolOptions options) {
        return options.setMaxWaitQueueSize(config.longestQueue())
                .setConnectionTimeout((int) config.connectionWait().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static Pool pool(Input input, PoolOptions options) {
        List<SqlConnectOptions> servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(DatabasePools::withLongStatements)
                .toList();
        return PgBuilder.pool()
                .using(input.vertx())
                .connectingTo(servers)
                .with(options)
                .build();
    }

    private static PgConnectOptions withLongStatements(PgConnectOptions options) {
        return new PgConnectOptions(options).setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT);
    }

    /** @param requests asked for its size, which makes both */
    @Produces
    @Singleton
    @ForKeys
    io.vertx.mutiny.sqlclient.Pool forKeys(io.vertx.mutiny.sqlclient.Pool requests) {
        requests.size();
        return io.vertx.mutiny.sqlclient.Pool.newInstance(keys);
    }
}
