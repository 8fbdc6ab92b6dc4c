package dev.rollcall.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses that a service beside ours knows. The test calls the rounds; the sync of the service itself has no address. */
@QuarkusTest
class StatusSyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Config(Optional<URI> externalUrl, Duration syncEvery) implements PollingConfig {

        @Override
        public Duration keep() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration cleanupEvery() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration patience() {
            return Duration.ofHours(1);
        }

        @Override
        public Optional<String> externalToken() {
            return Optional.of("S3cr3t");
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(400);
        }

        @Override
        public Duration requestTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public String toString() {
            return "Config[]";
        }
    }

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Inject
    Clock clock;

    @Inject
    FeedNudges feed;

    private BotServiceDouble service;
    private StatusSync sync;
    private Frontend ada;
    private String id;

    @BeforeEach
    void aBotThatTheServiceIsAskedFor() {
        service = new BotServiceDouble();
        sync = sync(Duration.ofMillis(100));
        ada = Frontend.withLimit(50);
        id = followed();
    }

    private StatusSync sync(Duration every) {
        var config = new Config(Optional.of(service.url()), every);
        var bots = new PolledBots(pool, config);
        return new StatusSync(
                pool, config, new ExternalService(vertx, config), bots, new Reports(pool, bots, feed, config), clock);
    }

    private String followed() {
        String botId = ada.triggered();
        Database.run("update polled_bots set next_sync_at = now() where bot_id = $1", botId);
        return botId;
    }

    @AfterEach
    void close() throws InterruptedException {
        sync.stop(new ShutdownEvent());
        service.close();
        Database.run(
                "update polled_bots p set next_sync_at = null from meetings m where m.id = p.meeting_id and m.user_id ="
                        + " $1",
                ada.user().id());
    }

    private void says(String status) {
        service.says(id, "{\"bot_id\": \"%s\", \"status\": \"%s\", \"more\": 1}".formatted(id, status));
    }

    private void awaitStatus(String status) {
        await().atMost(PATIENCE).until(() -> {
            sync.round();
            return ada.status(id).equals(status);
        });
    }

    private void awaitAskedTwiceMore() {
        long before = service.timesAsked(id);
        await().atMost(PATIENCE).until(() -> {
            sync.round();
            return service.timesAsked(id) >= before + 2;
        });
    }

    @Test
    void the_way_into_the_meeting_is_the_services_word() {
        says("connecting");
        awaitStatus("connecting");
        says("connected");
        awaitStatus("connected");
        says("initialized");
        awaitAskedTwiceMore();

        assertThat(ada.status(id)).isEqualTo("connected");
        assertThat(service.tokens()).contains("Bearer S3cr3t");
    }

    @Test
    void a_bot_that_the_service_has_lost_ends_in_its_words() {
        service.says(id, "{\"status\": \"error\", \"error_message\": \"The browser crashed.\"}");

        awaitStatus("error");

        ada.sees(id).body("error_message", equalTo("The browser crashed."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"transcribing", "creating_tasks", "done", "nobody-knows", ""})
    void what_is_made_of_the_meeting_is_not_the_services_word(String status) {
        says(status);

        awaitAskedTwiceMore();

        assertThat(ada.status(id)).isEqualTo("initialized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"status\": 5}", "not json", "{\"status\": {\"a\": 1}}"})
    void an_answer_without_sense_changes_nothing_and_stops_nothing(String body) {
        service.says(id, body);
        awaitAskedTwiceMore();

        says("connecting");

        awaitStatus("connecting");
    }

    @Test
    void a_service_that_was_down_is_asked_again() {
        says("connecting");
        service.answersWith(503);
        awaitAskedTwiceMore();
        assertThat(ada.status(id)).isEqualTo("initialized");

        service.answersWith(200);

        awaitStatus("connecting");
    }

    @Test
    void a_bot_that_the_service_does_not_know_yet_is_asked_for_again() {
        awaitAskedTwiceMore();

        says("connected");

        awaitStatus("connected");
    }

    @Test
    void a_bot_that_is_done_is_not_asked_for_any_more() {
        Bot.of(Frontend.meetingOf(id)).inMeeting().reports("completed", ", \"exit_code\": 0");

        await().atMost(PATIENCE).until(() -> {
            sync.round();
            return Database.number("select count(*) from polled_bots where bot_id = $1 and next_sync_at is null", id)
                    == 1;
        });

        assertThat(service.timesAsked(id)).isZero();
    }

    @Test
    void of_two_replicas_one_asks() throws InterruptedException {
        sync = sync(Duration.ofHours(1));
        StatusSync other = sync(Duration.ofHours(1));
        List<String> all = IntStream.range(0, 40).mapToObj(number -> followed()).toList();
        all.forEach(botId -> service.says(botId, "{\"status\": \"connecting\"}"));

        await().atMost(PATIENCE).until(() -> {
            sync.round();
            other.round();
            return all.stream().allMatch(botId -> ada.status(botId).equals("connecting"));
        });

        assertThat(all)
                .allSatisfy(botId -> assertThat(service.timesAsked(botId)).isEqualTo(1));
        other.stop(new ShutdownEvent());
    }
}
