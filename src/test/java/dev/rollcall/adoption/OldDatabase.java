package dev.rollcall.adoption;

import dev.rollcall.local.LocalServices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** A database of its own on the embedded server, with what some other system has left in it. */
final class OldDatabase implements AutoCloseable {

    private final LocalServices local = LocalServices.shared();
    private final String name = "old_" + UUID.randomUUID().toString().replace("-", "");

    private OldDatabase() {
        execute(local.jdbcUrl(), "create database " + name + " template template0");
    }

    static OldDatabase empty() {
        return new OldDatabase();
    }

    /** Vexa's of the version v0.6, with rows of every kind. */
    static OldDatabase ofVexa() {
        OldDatabase database = new OldDatabase();
        database.run(resource("/vexa/v0_6.sql"));
        return database;
    }

    /** The same as a later version has changed it. */
    static OldDatabase ofLaterVexa() {
        OldDatabase database = ofVexa();
        database.run(resource("/vexa/v0_10.sql"));
        return database;
    }

    /** What the service does when it starts. */
    void migrate() {
        flyway().migrate();
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(jdbcUrl(), local.username(), local.password())
                .locations("classpath:db/migration")
                // what has no zone means UTC, wherever the service runs
                .initSql("set timezone to 'Asia/Kolkata'")
                .load();
    }

    /** The configuration of a service on this database. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(local.settings());
        settings.put("quarkus.datasource.jdbc.url", jdbcUrl());
        settings.put("quarkus.datasource.reactive.url", withName(local.reactiveUrl()));
        // a service ends the bots that its database knows nothing of
        settings.computeIfPresent("rollcall.process.directory", (key, shared) -> shared + "-" + name);
        return settings;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), local.username(), local.password());
    }

    void run(String sql) {
        execute(jdbcUrl(), sql);
    }

    /** The first column of the first row as text; null when there is none. */
    String text(String sql) {
        List<String> rows = column(sql);
        return rows.isEmpty() ? null : rows.get(0);
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    /** The first column as text. */
    List<String> column(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** All that there is in a schema, row by row. */
    String contents(String schema) {
        StringBuilder all = new StringBuilder();
        String tables = "select tablename from pg_tables where schemaname = '" + schema + "' order by tablename";
        for (String table : column(tables)) {
            String rows = "select t::text from %s.%s t order by t::text".formatted(schema, table);
            all.append(table)
                    .append('\n')
                    .append(String.join("\n", column(rows)))
                    .append("\n\n");
        }
        return all.toString();
    }

    private String jdbcUrl() {
        return withName(local.jdbcUrl());
    }

    private String withName(String url) {
        return url.substring(0, url.lastIndexOf('/') + 1) + name;
    }

    private void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, local.username(), local.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql.lines().findFirst().orElse(""), e);
        }
    }

    static String resource(String path) {
        try (InputStream stream = OldDatabase.class.getResourceAsStream(path)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        execute(local.jdbcUrl(), "drop database " + name + " with (force)");
    }
}
