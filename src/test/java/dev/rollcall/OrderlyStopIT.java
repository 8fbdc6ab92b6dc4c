package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.access.BotToken;
import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.Socket;
import dev.rollcall.stage.User;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SIGTERM under load: what was answered is in the database, what was not can be asked again. */
class OrderlyStopIT {

    private static final int CALLERS = 12;
    private static final int ENOUGH = 60;

    /** What a platform grants before it kills. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final LocalServices LOCAL = LocalServices.shared();

    private final TestDatabase database = TestDatabase.of(LOCAL);
    private final BotToken tokens = new BotToken(new ServerKey(LOCAL.settings().get("rollcall.secret-key")));
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    private final Queue<Long> reserved = new ConcurrentLinkedQueue<>();
    private final Queue<Long> joined = new ConcurrentLinkedQueue<>();
    private final Queue<Long> beaten = new ConcurrentLinkedQueue<>();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void nothingThatWasAnsweredIsLost() throws Exception {
        PackagedService service = ShortLimits.launch(LOCAL, Map.of("rollcall.runtime", "none"))
                .awaitReady()
                .asTarget();
        User user = User.withoutLimit();
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> callUntilTheEnd(service, user));
        }
        callers.shutdown();
        await().atMost(GRACE).until(() -> beaten.size() >= ENOUGH);

        service.process().destroy();

        assertThat(service.process()
                        .onExit()
                        .get(GRACE.toSeconds(), TimeUnit.SECONDS)
                        .isAlive())
                .isFalse();
        assertThat(service.awaitExit()).isIn(0, 143);
        assertThat(callers.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(statuses).isSubsetOf(Set.of(200, 201, 503));
        assertThat(reserved)
                .allSatisfy(id -> assertThat(one("meetings where id = " + id)).isTrue());
        assertThat(joined)
                .allSatisfy(id -> assertThat(
                                one("status_transitions where meeting_id = " + id + " and to_status = 'joining'"))
                        .isTrue());
        assertThat(beaten)
                .allSatisfy(
                        id -> assertThat(one("heartbeats where last_heartbeat_at is not null and meeting_id = " + id))
                                .isTrue());
        assertThat(service.log()).doesNotContain(" ERROR ").doesNotContain("effect=undone");
    }

    private boolean one(String where) {
        return "1".equals(database.text("select count(*) from " + where));
    }

    /** One bot after the other is sent, joins and shows that it lives, until the service is gone. */
    private void callUntilTheEnd(PackagedService service, User user) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            while (true) {
                HttpResponse<String> order = post(
                        client,
                        service,
                        "/bots",
                        user.key(),
                        "{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}".formatted(User.newMeet()));
                if (order.statusCode() == 201) {
                    report(client, service, new JsonObject(order.body()).getLong("id"));
                }
            }
        } catch (IOException gone) {
            // no connection, or one that broke before an answer: the caller knows that it has to come again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(HttpClient client, PackagedService service, long id) throws IOException, InterruptedException {
        reserved.add(id);
        String connection = database.text("select session_uid from meeting_sessions where meeting_id = " + id);
        String token = tokens.of(UUID.fromString(connection), 1);
        String body = "{\"connection_id\": \"%s\"}".formatted(connection);
        if (post(client, service, "/bots/internal/callback/joining?token=" + token, "", body)
                        .statusCode()
                == 200) {
            joined.add(id);
        }
        if (post(client, service, "/bots/internal/callback/heartbeat?token=" + token, "", body)
                        .statusCode()
                == 200) {
            beaten.add(id);
        }
    }

    private HttpResponse<String> post(HttpClient client, PackagedService service, String path, String key, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(service.baseUrl().resolve(path))
                        .header("Content-Type", "application/json")
                        .header("X-API-Key", key)
                        .timeout(Duration.ofSeconds(15))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        statuses.add(answer.statusCode());
        return answer;
    }

    @Test
    void neitherSocketsNorClientsThatWentAwayAreWaitedFor() throws Exception {
        PackagedService service = ShortLimits.launch(LOCAL, Map.of("rollcall.runtime", "none"))
                .awaitReady()
                .asTarget();
        User user = User.withLimit(1);
        Socket socket = Socket.of(user).send("{\"action\": \"ping\"}");
        socket.awaitFrame("pong");
        Socket.of(user).close();
        try (Connection connection = DriverManager.getConnection(LOCAL.jdbcUrl(), LOCAL.username(), LOCAL.password())) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table meetings in access exclusive mode");
            RawHttp.send(user, "GET /meetings", "").close();
            RawHttp.sendBot(user, User.newMeet()).close();
            RawHttp.send(user, "GET /meetings", "").status(); // refused by the lock's timeout, later than those two
        }

        service.stop();

        assertThat(socket.awaitClose()).isEqualTo(1001);
        assertThat(service.log()).doesNotContain(" ERROR ").doesNotContain("cut off");
    }

    @Test
    void aServiceThatIsAskedToEndIsNotReadyAndGoesOnServingUntilBalancersKnow() {
        PackagedService service = ShortLimits.launch(
                        LOCAL, Map.of("rollcall.runtime", "none", "rollcall.shutdown.delay", "4s"))
                .awaitReady()
                .asTarget();
        User user = User.withLimit(1);

        service.process().destroy();

        await().atMost(Duration.ofSeconds(4)).until(() -> !service.isReady());
        user.request().get("/meetings").then().statusCode(200);
        assertThat(service.awaitExit()).isIn(0, 143);
        assertThat(service.log()).doesNotContain(" ERROR ");
    }
}
