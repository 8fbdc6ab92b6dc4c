package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the packaged service starts in production. */
class StartIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void refusesToStartWithNothingSetAndSaysAllThatIsMissing() {
        try (PackagedService service = PackagedService.launch(Map.of(), Map.of())) {
            int exitCode = service.awaitExit();

            assertThat(exitCode).isEqualTo(Main.EXIT_SETTINGS);
            assertThat(service.log().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("ADMIN_API_TOKEN is not set"),
                            line -> assertThat(line).startsWith("ROLLCALL_SECRET_KEY is not set"),
                            line -> assertThat(line).startsWith("DATABASE_URL is not set"),
                            line -> assertThat(line).startsWith("REDIS_URL is not set"));
        }
    }

    @Test
    void refusesToStartWhereReadingStatisticsWouldOpenEverything() {
        LocalServices local = LocalServices.shared();
        Map<String, String> environment = Map.of(
                "ADMIN_API_TOKEN",
                "letmein",
                "ANALYTICS_API_TOKEN",
                "letmein",
                "ROLLCALL_SECRET_KEY",
                KEY,
                "DATABASE_URL",
                local.databaseUrl(),
                "REDIS_URL",
                local.redisUrl());

        try (PackagedService service = PackagedService.launch(environment, Map.of())) {
            int exitCode = service.awaitExit();

            assertThat(exitCode).isEqualTo(Main.EXIT_SETTINGS);
            assertThat(service.log().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ANALYTICS_API_TOKEN is the same as ADMIN_API_TOKEN")
                    .doesNotContain("letmein");
        }
    }

    @Test
    void isReadyWithTheFourVariablesSet() {
        LocalServices local = LocalServices.shared();
        Map<String, String> environment = Map.of(
                "ADMIN_API_TOKEN",
                "letmein",
                "ROLLCALL_SECRET_KEY",
                KEY,
                "DATABASE_URL",
                local.databaseUrl(),
                "REDIS_URL",
                local.redisUrl());

        try (PackagedService service = PackagedService.launch(environment, Map.of())) {
            service.awaitReady();

            assertThat(service.log()).doesNotContain("letmein", KEY, local.password());
        }
    }

    @Test
    void isReadyWithSystemPropertiesInstead() {
        try (PackagedService service =
                PackagedService.ready(LocalServices.shared().settings())) {
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    void comesBackOnItsPortAfterAKill() {
        try (PackagedService service =
                PackagedService.ready(LocalServices.shared().settings())) {
            service.kill();
            service.start().awaitReady();

            assertThat(service.isReady()).isTrue();
        }
    }
}
