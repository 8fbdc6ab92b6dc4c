package dev.rollcall.transcript;

import dev.rollcall.local.LocalServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A table that somebody holds, so that every statement on it fails after its lock_timeout. */
record Locked(Connection connection) implements AutoCloseable {

    static Locked table(String name) {
        LocalServices services = LocalServices.shared();
        try {
            Connection connection =
                    DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password());
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table " + name + " in access exclusive mode");
            return new Locked(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
