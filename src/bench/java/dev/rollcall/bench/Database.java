package dev.rollcall.bench;

import dev.rollcall.local.LocalServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The benchmark's own connection to the service's database. */
final class Database implements AutoCloseable {

    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    static Database of(LocalServices local) {
        try {
            return new Database(DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized String text(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    synchronized void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The process whose children are the backends. */
    ProcessHandle server() {
        return ProcessHandle.of(number("select pg_backend_pid()"))
                .flatMap(ProcessHandle::parent)
                .orElseThrow();
    }

    /** Every commit has to reach the disk, or the figures are worth nothing. */
    String durability() {
        String settings = "fsync=%s synchronous_commit=%s full_page_writes=%s"
                .formatted(text("show fsync"), text("show synchronous_commit"), text("show full_page_writes"));
        if (!settings.startsWith("fsync=on synchronous_commit=on")) {
            throw new IllegalStateException("The database does not wait for the disk: " + settings);
        }
        return settings;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
