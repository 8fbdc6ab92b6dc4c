package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    private static final String JDBC = "quarkus.datasource.jdbc.url";
    private static final String REACTIVE = "quarkus.datasource.reactive.url";

    @Test
    void becomesTheJdbcAndTheReactiveForm() {
        assertThat(DatabaseUrl.parse("postgres://ada:secret@db.example.org:6543/rollcall")
                        .properties())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        JDBC,
                        "jdbc:postgresql://db.example.org:6543/rollcall",
                        REACTIVE,
                        "postgresql://db.example.org:6543/rollcall",
                        "quarkus.datasource.username",
                        "ada",
                        "quarkus.datasource.password",
                        "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://db/rollcall", "postgresql://db/rollcall", " postgresql://db:5432/rollcall\n"})
    void takesBothSchemesAndTheDefaultPort(String url) {
        assertThat(DatabaseUrl.parse(url).properties())
                .containsEntry(JDBC, "jdbc:postgresql://db:5432/rollcall")
                .containsEntry(REACTIVE, "postgresql://db:5432/rollcall")
                .doesNotContainKeys("quarkus.datasource.username", "quarkus.datasource.password");
    }

    @ParameterizedTest
    @CsvSource({"p%40ss%2Fw%3Ard, p@ss/w:rd", "a+b, a+b", "a:b, a:b", "%25, %", "%C3%BC, ü", "'', ''"})
    void decodesPasswords(String encoded, String password) {
        assertThat(DatabaseUrl.parse("postgres://ada:" + encoded + "@db/rollcall")
                        .properties())
                .containsEntry("quarkus.datasource.password", password);
    }

    @Test
    void takesAHostWithAnUnderscore() {
        assertThat(DatabaseUrl.parse("postgres://ada:secret@rollcall_db:5433/rollcall")
                        .properties())
                .containsEntry(JDBC, "jdbc:postgresql://rollcall_db:5433/rollcall")
                .containsEntry("quarkus.datasource.username", "ada")
                .containsEntry("quarkus.datasource.password", "secret");
    }

    @Test
    void takesAnIpv6Address() {
        assertThat(DatabaseUrl.parse("postgres://[::1]:5433/rollcall").properties())
                .containsEntry(JDBC, "jdbc:postgresql://[::1]:5433/rollcall")
                .containsEntry(REACTIVE, "postgresql://[::1]:5433/rollcall");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "prefer", "require"})
    void encryptsWithoutALookAtTheCertificateWhereTheModeSaysSo(String mode) {
        assertThat(DatabaseUrl.parse("postgres://db/rollcall?sslmode=" + mode).properties())
                .containsEntry(JDBC, "jdbc:postgresql://db:5432/rollcall?sslmode=" + mode)
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", mode)
                .containsEntry("quarkus.datasource.reactive.trust-all", "true");
    }

    @Test
    void verifiesTheServerWhereTheModeSaysSo() {
        assertThat(DatabaseUrl.parse("postgres://db/rollcall?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem")
                        .properties())
                .containsEntry(
                        JDBC, "jdbc:postgresql://db:5432/rollcall?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem")
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full")
                .containsEntry("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS")
                .containsEntry("quarkus.datasource.reactive.trust-certificate-pem", "true")
                .containsEntry("quarkus.datasource.reactive.trust-certificate-pem.certs", "/etc/ca.pem")
                .doesNotContainKey("quarkus.datasource.reactive.trust-all");
    }

    @Test
    void namesTheParametersThatHaveNoEffect() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://db/rollcall?pool_timeout=5&application_name=rollcall");

        assertThat(url.ignored()).containsExactly("pool_timeout");
        assertThat(url.properties())
                .containsEntry(JDBC, "jdbc:postgresql://db:5432/rollcall?ApplicationName=rollcall")
                .containsEntry(REACTIVE, "postgresql://db:5432/rollcall")
                .containsEntry("quarkus.datasource.reactive.additional-properties.application_name", "rollcall");
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://ada:hunter2@db/rollcall, it has to start with postgres:// or postgresql://",
        "hunter2, it has to start with postgres:// or postgresql://",
        "postgres://ada:hunter2@db, it names no database after the host",
        "postgres:///rollcall?password=hunter2, it names no host",
        "postgres://ada:hun^ter2@db/rollcall, special characters have to be percent-encoded",
        "postgres://ada:hunter%2@db/rollcall, special characters have to be percent-encoded",
        "postgres://db/rollcall?sslmode=hunter2, its sslmode is none of",
    })
    void saysWhatIsWrongWithoutRepeatingAnythingOfIt(String url, String sentence) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .hasNoCause()
                .message()
                .doesNotContain("hunter", "ada");
    }
}
