package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final Map<String, String> COMPLETE = Map.of(
            "ADMIN_API_TOKEN", "letmein",
            "ROLLCALL_SECRET_KEY", KEY,
            "DATABASE_URL", "postgres://ada:hunter2@db/rollcall",
            "REDIS_URL", "redis://redis:6379");

    private static Settings environment(Map<String, String> environment) {
        return Settings.read(name -> null, environment::get);
    }

    private static Settings completeBut(String name, String value) {
        Map<String, String> environment = new HashMap<>(COMPLETE);
        environment.put(name, value);
        return environment(environment);
    }

    @Test
    void tellsAllThatIsMissingAtOnce() {
        assertThat(environment(Map.of()).problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("ADMIN_API_TOKEN is not set"),
                        problem -> assertThat(problem).startsWith("ROLLCALL_SECRET_KEY is not set"),
                        problem -> assertThat(problem).startsWith("DATABASE_URL is not set"),
                        problem -> assertThat(problem).startsWith("REDIS_URL is not set"));
    }

    @Test
    void isContentWithTheFourVariables() {
        Settings settings = environment(COMPLETE);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.properties())
                .containsEntry("rollcall.admin-token", "letmein")
                .containsEntry("rollcall.secret-key", KEY)
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://db:5432/rollcall")
                .containsEntry("quarkus.datasource.reactive.url", "postgresql://db:5432/rollcall")
                .containsEntry("quarkus.redis.hosts", "redis://redis:6379");
    }

    @Test
    void isContentWithTheSameAsSystemProperties() {
        Map<String, String> properties = Map.of(
                "rollcall.admin-token", "letmein",
                "rollcall.secret-key", KEY,
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://db/rollcall",
                "quarkus.datasource.reactive.url", "postgresql://db/rollcall",
                "quarkus.redis.hosts", "redis://redis:6379");

        Settings settings = Settings.read(properties::get, name -> null);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.properties()).doesNotContainKey("quarkus.datasource.jdbc.url");
    }

    @Test
    void knowsTheSecretKeyOfBeforeAChange() {
        assertThat(completeBut("ROLLCALL_FORMER_SECRET_KEY", "f".repeat(32)).properties())
                .containsEntry("rollcall.former-secret-key", "f".repeat(32));
        assertThat(completeBut("ROLLCALL_FORMER_SECRET_KEY", "short").problems())
                .containsExactly(
                        "ROLLCALL_FORMER_SECRET_KEY is too short: it is the ROLLCALL_SECRET_KEY of before the change.");
    }

    @Test
    void knowsATokenForReadingThatIsNotTheAdmins() {
        assertThat(completeBut("ANALYTICS_API_TOKEN", "read").problems()).isEmpty();
        assertThat(completeBut("ANALYTICS_API_TOKEN", "read").properties())
                .containsEntry("rollcall.analytics.token", "read");
        assertThat(completeBut("ANALYTICS_API_TOKEN", "  ").properties()).doesNotContainKey("rollcall.analytics.token");
        assertThat(completeBut("ANALYTICS_API_TOKEN", "letmein").problems())
                .containsExactly("ANALYTICS_API_TOKEN is the same as ADMIN_API_TOKEN: choose another one, since who has"
                        + " it may read statistics and do nothing else.");
        assertThat(completeBut("ROLLCALL_ANALYTICS_TOKEN", "letmein").problems())
                .hasSize(1);
    }

    @Test
    void readsWhatQuarkusReadsFromTheEnvironment() {
        Map<String, String> environment = new HashMap<>(COMPLETE);
        environment.remove("DATABASE_URL");
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db/rollcall");
        environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://db/rollcall");

        assertThat(environment(environment).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN_API_TOKEN", "ROLLCALL_SECRET_KEY", "DATABASE_URL", "REDIS_URL"})
    void takesABlankValueForAMissingOne(String name) {
        assertThat(completeBut(name, "  ").problems())
                .singleElement()
                .asString()
                .startsWith(name + " is not set");
    }

    @Test
    void refusesAShortKeyWithoutRepeatingIt() {
        assertThat(completeBut("ROLLCALL_SECRET_KEY", KEY.substring(1)).problems())
                .containsExactly("ROLLCALL_SECRET_KEY is too short: it needs at least 32 characters.");
    }

    @Test
    void refusesADatabaseAddressThatCannotBeUsed() {
        assertThat(completeBut("DATABASE_URL", "mysql://ada:hunter2@db/rollcall")
                        .problems())
                .containsExactly("DATABASE_URL cannot be used: it has to start with postgres:// or postgresql://.");
    }

    @Test
    void refusesHalfOfADatabase() {
        Map<String, String> environment = new HashMap<>(COMPLETE);
        environment.remove("DATABASE_URL");
        environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://db/rollcall");

        assertThat(environment(environment).problems())
                .singleElement()
                .asString()
                .contains("set both");
    }

    @Test
    void refusesARedisAddressThatCannotBeUsed() {
        assertThat(completeBut("REDIS_URL", "redis:6379").problems())
                .containsExactly("REDIS_URL cannot be used: it has to start with redis:// or rediss://.");
    }

    @Test
    void warnsOfWhatHasNoEffect() {
        assertThat(completeBut("DATABASE_URL", "postgres://db/rollcall?schema=x")
                        .warnings())
                .containsExactly("DATABASE_URL: these parameters have no effect: schema.");
    }

    @Test
    void keepsASecretThatLooksLikeAReferenceAsItIs() {
        String key = "${HOME}" + KEY;

        Map<String, String> properties = completeBut("ROLLCALL_SECRET_KEY", key).properties();

        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "settings", 1000))
                .build();
        assertThat(config.getValue("rollcall.secret-key", String.class)).isEqualTo(key);
    }
}
