package dev.rollcall.platform;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lesson 22: when all connections are busy, callers are told to come again, and nobody's key becomes invalid. */
@QuarkusTest
class FullPoolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Test
    void whatNeedsAConnectionIsToComeAgainAndEverybodyIsStillRecognised() {
        User user = User.withLimit(1);
        Bot bot = Bot.of(user.sent());
        CompletableFuture<?> busy = fillThePool();

        List<Response> answers = AtOnce.all(List.of(
                () -> user.request().get("/meetings"),
                () -> user.send(User.newMeet()),
                bot::heartbeat,
                () -> bot.reports("joining"),
                () -> given().header("X-API-Key", "nobody's").get("/meetings"),
                () -> given().get("/meetings"),
                () -> given().get("/q/health/live"),
                () -> given().get("/q/health/ready")));

        assertThat(answers).extracting(Response::statusCode).containsExactly(503, 503, 503, 503, 401, 401, 200, 503);
        assertThat(answers.subList(0, 4)).allSatisfy(answer -> {
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            assertThat(answer.path("detail").toString()).startsWith("The database is overloaded");
        });
        busy.join();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
            assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
        });
        assertThat(bot.heartbeat().statusCode()).isEqualTo(200);
    }

    /** Twice as many statements of four seconds as there are connections, and some that wait in vain. */
    private CompletableFuture<?> fillThePool() {
        List<Uni<Void>> statements = IntStream.range(0, 60)
                .mapToObj(i -> pool.query("select pg_sleep(4)")
                        .execute()
                        .replaceWithVoid()
                        .onFailure()
                        .recoverWithNull())
                .toList();
        CompletableFuture<?> busy =
                Uni.join().all(statements).andCollectFailures().subscribeAsCompletionStage();
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 503);
        return busy;
    }

    @Test
    void aKeyThatCannotBeLookedUpIsNotCalledInvalid() {
        User user = User.withLimit(1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> locked = new CompletableFuture<>();
        CompletableFuture<Void> holder = pool.withTransaction(connection -> connection
                        .query("lock table api_tokens in access exclusive mode")
                        .execute()
                        .invoke(() -> locked.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(end)))
                .subscribeAsCompletionStage();
        locked.join();

        Response answer = user.request().get("/meetings");

        end.complete(null);
        holder.join();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
    }
}
