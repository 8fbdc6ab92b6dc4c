package dev.rollcall.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedServersIT {

    private static LocalServices services;

    @BeforeAll
    static void start() {
        services = LocalServices.another();
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, on",
        "synchronous_commit, on",
        "full_page_writes, on",
        "server_encoding, UTF8",
        "listen_addresses, 127.0.0.1"
    })
    void postgresKeepsWhatItHasPromised(String setting, String value) throws SQLException {
        assertThat(query("show " + setting)).isEqualTo(value);
    }

    @Test
    void postgresTakesNobodyWithoutItsPassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(services.jdbcUrl(), services.username(), "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void postgresComesBackOnItsPortWithItsDataAfterAStop() throws SQLException {
        execute("create table kept_over_a_stop as select 42 as answer");

        services.stopPostgres();
        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
        services.startPostgres();

        assertThat(query("select answer from kept_over_a_stop")).isEqualTo("42");
    }

    @Test
    void postgresComesBackWithItsDataAfterAKill() throws SQLException {
        execute("create table kept_over_a_kill as select 43 as answer");

        services.killPostgres();
        services.startPostgres();

        assertThat(query("select answer from kept_over_a_kill")).isEqualTo("43");
    }

    @ParameterizedTest
    @CsvSource({"appendonly, yes", "appendfsync, always", "bind, 127.0.0.1"})
    void redisKeepsWhatItHasPromised(String setting, String value) throws IOException {
        assertThat(redis("CONFIG GET " + setting)).contains(value);
    }

    @Test
    void redisComesBackOnItsPortWithItsDataAfterAStop() throws IOException {
        redis("SET kept-over-a-stop 42");

        services.stopRedis();
        assertThatThrownBy(() -> redis("PING")).isInstanceOf(IOException.class);
        services.startRedis();

        assertThat(redis("GET kept-over-a-stop")).contains("42");
    }

    @Test
    void redisComesBackWithItsDataAfterAKill() throws IOException {
        redis("SET kept-over-a-kill 43");

        services.killRedis();
        services.startRedis();

        assertThat(redis("GET kept-over-a-kill")).contains("43");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password());
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Sends one inline command and returns all that is answered before QUIT is. */
    private String redis(String command) throws IOException {
        int port = URI.create(services.redisUrl()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
