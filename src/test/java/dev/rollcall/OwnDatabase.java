package dev.rollcall;

import dev.rollcall.local.LocalServices;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;

/** A database of its own on the embedded server: what is dropped here is nobody else's. */
public final class OwnDatabase implements AutoCloseable {

    /** Flyway's word for the last there is. */
    public static final String NEWEST = "latest";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final LocalServices local = LocalServices.shared();
    private final String name = "own_" + UUID.randomUUID().toString().replace("-", "");
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;

    /** With the schema of today. */
    public OwnDatabase() {
        this(NEWEST);
    }

    /** @param version of its schema */
    public OwnDatabase(String version) {
        execute("create database " + name + " template template0");
        migrate(version);
        pool = replica();
    }

    public void migrate(String version) {
        Flyway.configure()
                .dataSource(withName(local.jdbcUrl()), local.username(), local.password())
                .locations("classpath:db/migration")
                .initSql("set timezone to 'Asia/Kolkata'")
                .target(version)
                .load()
                .migrate();
    }

    /** Connections of another replica. */
    public Pool replica() {
        PgConnectOptions options = PgConnectOptions.fromUri(withName(local.reactiveUrl()))
                .setUser(local.username())
                .setPassword(local.password());
        return new Pool(PgBuilder.pool()
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(4))
                .using(vertx)
                .build());
    }

    public Pool pool() {
        return pool;
    }

    public List<Row> rows(String sql, Object... parameters) {
        return StreamSupport.stream(
                        pool.preparedQuery(sql)
                                .execute(Tuple.from(List.of(parameters)))
                                .await()
                                .atMost(TIMEOUT)
                                .spliterator(),
                        false)
                .toList();
    }

    public void run(String sql, Object... parameters) {
        rows(sql, parameters);
    }

    public long number(String sql, Object... parameters) {
        return rows(sql, parameters).get(0).getLong(0);
    }

    private String withName(String url) {
        return url.substring(0, url.lastIndexOf('/') + 1) + name;
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        execute("drop database " + name + " with (force)");
    }
}
