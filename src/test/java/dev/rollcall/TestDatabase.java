package dev.rollcall;

import dev.rollcall.local.LocalServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The database of a packaged service, for what its API does not show. */
record TestDatabase(LocalServices local) {

    static TestDatabase of(LocalServices local) {
        return new TestDatabase(local);
    }

    /** The first column of the first row; null when there is none. */
    String text(String sql) {
        try (Connection connection = DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password());
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
