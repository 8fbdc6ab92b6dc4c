package dev.rollcall.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of application.properties reach the sessions of the reactive pool. */
@QuarkusTest
class StatementLimitsTest {

    @Inject
    Pool pool;

    @ParameterizedTest
    @CsvSource({"lock_timeout, 1s", "statement_timeout, 5s", "idle_in_transaction_session_timeout, 15s", "jit, off"})
    void noSessionWaitsForEverOrForACompiler(String setting, String value) {
        var rows = pool.query("show " + setting).execute().await().atMost(Duration.ofSeconds(10));

        assertThat(rows.iterator().next().getString(0)).isEqualTo(value);
    }
}
