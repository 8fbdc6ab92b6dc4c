package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Collector;
import dev.rollcall.stage.Collector.TakenSpan;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Socket;
import dev.rollcall.stage.User;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The packaged service tells a collector what it does when its environment says so, and nobody when it does not. */
class TracingIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    void switched_on_by_its_environment_it_tells_of_a_bots_life_and_of_no_secret() {
        try (Collector collector = Collector.start();
                Receiver receiver = Receiver.start();
                LocalServices local = LocalServices.another();
                PackagedService service = PackagedService.launch(tracedTo(collector.url(), local), settings(local))
                        .awaitReady()
                        .asTarget()) {
            User user = User.withLimit(1);
            user.request()
                    .body("""
                            {"webhook_url": "%s?key=of-the-hook", "webhook_events": {"meeting.status_change": true}}
                            """.formatted(receiver.url()))
                    .put("/user/webhook")
                    .then()
                    .statusCode(200);
            try (Socket socket = Socket.withQuery("?api_key=" + user.key())) {
                SentBot bot = SentBot.playingScenario(user, local, "deaf").await("active");
                String secret = bot.secret();
                given().contentType(ContentType.JSON)
                        .queryParam("token", secret)
                        .body("{\"connection_id\": \"%s\"}".formatted(bot.connectionId()))
                        .post("/bots/internal/callback/heartbeat")
                        .then()
                        .statusCode(200);
                bot.stop().then().statusCode(202);
                bot.await("completed", "failed");

                await().atMost(SOON).untilAsserted(() -> {
                    List<TakenSpan> spans = collector.spans();
                    assertThat(spans)
                            .filteredOn(span -> span.isOf(bot.id()))
                            .extracting(TakenSpan::name)
                            .contains(
                                    "transition",
                                    "launch",
                                    "terminate",
                                    "webhook delivery",
                                    "POST /bots",
                                    "POST /bots/internal/callback/heartbeat",
                                    "DELETE /bots/{platform}/{native_meeting_id}",
                                    "GET /meetings/{id}");
                    assertThat(spans).extracting(TakenSpan::name).contains("sweep");
                });
                assertThat(collector.spans())
                        .filteredOn(span -> span.name().equals("transition") && span.isOf(bot.id()))
                        .extracting(span -> span.attributes().get("rollcall.transition.to"))
                        .contains("requested", "active", "stopping");
                TakenSpan launch = named(collector, "launch");
                assertThat(collector.spans())
                        .as("the statements of a launch")
                        .anyMatch(span -> span.parent().equals(launch.id())
                                && span.attributes().containsKey("db.statement"));
                assertThat(collector.spans())
                        .as("Redis")
                        .anyMatch(span -> span.attributes().containsValue("redis"));
                assertThat(collector.spans())
                        .as("the looks of timers")
                        .noneMatch(span -> span.parent().isEmpty() && span.kind() == 3);
                assertThat(receiver.received()).isNotEmpty().allMatch(request -> request.header("traceparent") == null);
                assertThat(collector.everything())
                        .contains("REDACTED")
                        .doesNotContain(secret, user.key(), "of-the-hook");
            }
        }
    }

    private static TakenSpan named(Collector collector, String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void switched_off_it_connects_to_no_collector_and_warns_of_nothing() throws IOException {
        try (Port grpc = new Port(4317);
                Port http = new Port(4318);
                LocalServices local = LocalServices.another();
                PackagedService service = ShortLimits.launch(
                                local, Map.of("rollcall.runtime", "none", "quarkus.otel.bsp.schedule.delay", "100ms"))
                        .awaitReady()
                        .asTarget()) {
            User user = User.withLimit(1);

            user.sent();

            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> grpc.visits() + http.visits() == 0);
            assertThat(service.log()).doesNotContainPattern("(WARN|ERROR).*(?i)(otel|telemetry|span|tracer)");
        }
    }

    private static Map<String, String> tracedTo(String url, LocalServices local) {
        Map<String, String> environment = new HashMap<>(ShortLimits.environment(local));
        environment.put("QUARKUS_OTEL_SDK_DISABLED", "false");
        environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", url);
        environment.put("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms");
        return environment;
    }

    private static Map<String, String> settings(LocalServices local) {
        Map<String, String> settings = ShortLimits.settings(local);
        settings.put("rollcall.webhooks.allow-http", "true");
        settings.put("rollcall.webhooks.allow-private-hosts", "true");
        return settings;
    }

    /** Where a collector would listen; counts who comes. */
    private static final class Port implements AutoCloseable {

        private final ServerSocket socket;
        private final AtomicInteger visits = new AtomicInteger();

        Port(int number) throws IOException {
            socket = new ServerSocket(number, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::listen, "port-" + number);
            thread.setDaemon(true);
            thread.start();
        }

        private void listen() {
            try {
                while (true) {
                    socket.accept().close();
                    visits.incrementAndGet();
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        int visits() {
            return visits.get();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
