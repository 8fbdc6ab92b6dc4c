package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.TokenBucketsTest.SetClock;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Seal;
import dev.rollcall.platform.ServerKey;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits over HTTP, with a clock that stands still. A key is right here when it begins with "right". */
class RateLimitTest {

    private static final RateConfig DEFAULTS =
            new SmallRyeConfigBuilder().withMapping(RateConfig.class).build().getConfigMapping(RateConfig.class);

    private final Set<String> takenBack = ConcurrentHashMap.newKeySet();
    private final SetClock clock = new SetClock();
    private final Seal seal = new Seal(new ServerKey("k".repeat(32)));
    private final RateLimit rate = new RateLimit(DEFAULTS, new SessionCookie(seal, clock), clock);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private URI address;

    @BeforeEach
    void serve() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(rate::limit);
        router.route().handler(this::answer);
        router.route().failureHandler(request -> {
            Problem problem = (Problem) request.failure();
            request.response()
                    .setStatusCode(problem.status())
                    .putHeader("Retry-After", String.valueOf(problem.retryAfterSeconds()))
                    .end(problem.detail() + " " + problem.extensions());
        });
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        address = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** As authentication does: where a key is shown, it is told whether it was right. */
    private void answer(RoutingContext request) {
        if (request.normalizedPath().equals("/ui/login/wrong")) {
            rate.refuseWhoGuesses(request);
            rate.wrongKey(request);
            request.response().setStatusCode(401).end();
            return;
        }
        boolean right = Credential.of(request)
                .map(Credential::key)
                .map(key -> key.startsWith("right") && !takenBack.contains(key))
                .orElse(true);
        rate.lookedUp(right, request);
        request.response().setStatusCode(right ? 200 : 401).end();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void the121stRequestOfABurstIsRefusedAndSaysWhenToComeBack() {
        times(120, () -> assertThat(get("/meetings", "right").statusCode()).isEqualTo(200));

        HttpResponse<String> refused = get("/meetings", "right");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("Rate limit exceeded {retry_after=1}");
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(header(refused, "RateLimit-Policy")).isEqualTo("\"user\";q=120;w=3");
        assertThat(header(refused, "RateLimit-Limit")).isEqualTo("120");
        assertThat(header(refused, "RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(refused, "RateLimit-Reset")).isEqualTo("3");
        assertThat(header(refused, "X-RateLimit-Limit")).isEqualTo("120");
        assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(refused, "X-RateLimit-Reset")).isEqualTo("3");
    }

    @Test
    void everyAnswerToAKeyTellsWhatIsLeft() {
        HttpResponse<String> first = get("/meetings", "right");
        HttpResponse<String> second = get("/meetings", "right");

        assertThat(header(first, "RateLimit-Remaining")).isEqualTo("119");
        assertThat(header(second, "RateLimit-Remaining")).isEqualTo("118");
    }

    @Test
    void anotherKeyIsUnaffectedAndThisOneIsServedAgainLater() {
        times(121, () -> get("/meetings", "right"));

        assertThat(get("/meetings", "right too").statusCode()).isEqualTo(200);
        clock.pass(Duration.ofMillis(25));
        assertThat(get("/meetings", "right").statusCode()).isEqualTo(200);
        assertThat(get("/meetings", "right").statusCode()).isEqualTo(429);
    }

    @Test
    void aSessionCountsAsItsKeyDoes() {
        times(120, () -> get("/meetings", "right"));

        HttpResponse<String> page = getPage("/ui/meetings", session("right"));

        assertThat(page.statusCode()).isEqualTo(429);
        assertThat(getPage("/ui/meetings", session("right too")).statusCode()).isEqualTo(200);
    }

    @Test
    void aCookieThatIsNotOursCountsByAddress() {
        HttpResponse<String> page = getPage("/ui/meetings", "v1.nonsense");

        assertThat(header(page, "RateLimit-Policy")).startsWith("\"address\"");
    }

    @Test
    void theFilesOfThePagesAreFree() {
        HttpResponse<String> file = getPage("/ui/static/0/dashboard.css", "");

        assertThat(header(file, "RateLimit-Policy")).isNull();
    }

    @Test
    void wrongKeysInTheFormOfTheLoginCountAsTheOthersDo() {
        times(19, number -> get("/meetings", "wrong" + number));

        assertThat(get("/ui/login/wrong", null).statusCode()).isEqualTo(401);

        HttpResponse<String> refused = get("/ui/login/wrong", null);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(get("/meetings", "wrong again").statusCode()).isEqualTo(429);
    }

    private String session(String key) {
        String hash = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(ApiKey.hash(key));
        return seal.seal(
                "user.id." + clock.instant().plusSeconds(60).getEpochSecond() + ".7." + hash, "cookie/session");
    }

    private HttpResponse<String> getPage(String path, String cookie) {
        return ask("GET", path, "Cookie", "rollcall_session=" + cookie);
    }

    @Test
    void theAdminsHaveABucketOfTheirOwn() {
        times(121, () -> get("/meetings", "right"));

        HttpResponse<String> admin = ask("GET", "/admin/users", "X-Admin-API-Key", "right");

        assertThat(admin.statusCode()).isEqualTo(200);
        assertThat(header(admin, "RateLimit-Limit")).isEqualTo("240");
    }

    @Test
    void whoGuessesIsRefusedBeforeHisKeysAreLookedUp() {
        get("/meetings", "right");
        times(
                20,
                number -> assertThat(get("/meetings", "wrong " + number).statusCode())
                        .isEqualTo(401));

        HttpResponse<String> guess = get("/meetings", "right, but never seen");

        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(header(guess, "Retry-After")).isEqualTo("2");
        assertThat(get("/meetings", "right").statusCode())
                .as("a known key behind that address")
                .isEqualTo(200);
        assertThat(get("/openapi", null).statusCode()).as("no key at all").isEqualTo(200);
        clock.pass(Duration.ofSeconds(2));
        assertThat(get("/meetings", "wrong again").statusCode()).isEqualTo(401);
        assertThat(get("/meetings", "and again").statusCode()).isEqualTo(429);
    }

    @Test
    void aGuessedAdminTokenCountsAsWell() {
        times(20, number -> ask("GET", "/admin/users", "X-Admin-API-Key", "wrong " + number));

        assertThat(ask("GET", "/admin/users", "X-Admin-API-Key", "right").statusCode())
                .isEqualTo(429);
    }

    @Test
    void theKeyOfASocketMayStandInItsAddress() {
        times(
                20,
                number -> assertThat(get("/ws?api_key=wrong" + number, null).statusCode())
                        .isEqualTo(401));

        assertThat(get("/ws?api_key=wrong", null).statusCode()).isEqualTo(429);
    }

    @Test
    void aKeyThatIsTakenBackIsAGuessLikeAnyOther() {
        get("/meetings", "right");
        takenBack.add("right");

        times(20, () -> assertThat(get("/meetings", "right").statusCode()).isEqualTo(401));

        assertThat(get("/meetings", "right").statusCode()).isEqualTo(429);
    }

    @Test
    void callbacksAndProbesAreNeverLimited() {
        times(620, () -> get("/openapi", null));

        assertThat(get("/openapi", null).statusCode()).isEqualTo(429);
        assertThat(ask("POST", "/bots/internal/callback/heartbeat", null, null).statusCode())
                .isEqualTo(200);
        assertThat(ask("POST", "/runtime/callback", null, null).statusCode()).isEqualTo(200);
        assertThat(get("/q/health/live", null).statusCode()).isEqualTo(200);
    }

    @Test
    void aPathThatOnlyLooksLikeACallbackIsLimited() {
        times(620, () -> get("/openapi", null));

        assertThat(ask("PUT", "/bots/internal/callback/config", null, null).statusCode())
                .isEqualTo(429);
        assertThat(ask("POST", "/bots/internal/callback/../../../meetings", null, null)
                        .statusCode())
                .isEqualTo(429);
    }

    private HttpResponse<String> get(String path, String key) {
        return ask("GET", path, key == null ? null : "X-API-Key", key);
    }

    private HttpResponse<String> ask(String method, String path, String header, String value) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (header != null) {
            request.header(header, value);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private static void times(int count, Runnable ask) {
        times(count, number -> ask.run());
    }

    private static void times(int count, IntConsumer ask) {
        IntStream.range(0, count).forEach(ask);
    }
}
