package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HeartbeatTest {

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withLimit(300);
    }

    private final HttpClient http = HttpClient.newHttpClient();

    /** Bots that nobody hears any more are no business of other tests' sweeps. */
    @AfterEach
    void forget() {
        Database.run("delete from meetings where user_id = $1", user.id());
    }

    @Test
    void aHeartbeatIsWrittenAndAnswered() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        bot.post("heartbeat", "\"timestamp\": \"2026-01-01T00:00:00Z\", \"progress\": {\"segments\": 3}")
                .then()
                .statusCode(200)
                .body("status", equalTo("processed"))
                .body("meeting_id", equalTo((int) bot.meetingId()))
                .body("meeting_status", equalTo("active"))
                .body("stop_requested", equalTo(false))
                .body("next_heartbeat_ms", equalTo(30_000))
                .body("commands", empty())
                .body("fenced", nullValue());
        assertThat(progress(bot)).isEqualTo(new JsonObject().put("segments", 3));
        assertThat(Database.number(
                        "select count(*) from heartbeats where meeting_id = $1 and last_heartbeat_at is not null "
                                + "and first_heartbeat_at is not null",
                        bot.meetingId()))
                .isOne();
    }

    @Test
    void progressIsKeptUntilTheNext() {
        Bot bot = Bot.of(user.sent());
        bot.post("heartbeat", "\"progress\": {\"segments\": 3}");
        bot.heartbeat();
        assertThat(progress(bot)).isEqualTo(new JsonObject().put("segments", 3));
        bot.post("heartbeat", "\"progress\": {\"segments\": 4}");
        assertThat(progress(bot)).isEqualTo(new JsonObject().put("segments", 4));
    }

    @Test
    void ofSeveralInOneBatchTheLastProgressCounts() {
        UUID connection = UUID.randomUUID();
        Beat told = new Beat(connection, 1, "{}");
        assertThat(told.followedBy(new Beat(connection, 1, null))).isEqualTo(told);
        Beat newer = new Beat(connection, 1, "{\"segments\": 1}");
        assertThat(told.followedBy(newer)).isEqualTo(newer);
    }

    @Test
    void aHeartbeatOfAnEndedMeetingIsAnsweredWithLeave() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        bot.reports("completed", ", \"exit_code\": 0");
        bot.heartbeat()
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("completed"))
                .body("commands.action", containsInAnyOrder("leave"))
                .body("commands[0].command_id", not(nullValue()))
                .body("commands[0].meeting_id", equalTo((int) bot.meetingId()));
        assertThat(Database.rows("select 1 from heartbeats where meeting_id = $1", bot.meetingId()))
                .isEmpty();
    }

    @Test
    void aHeartbeatOfAnOlderLaunchIsAnsweredWithLeaveAndNotWritten() {
        Bot bot = Bot.of(user.sent());
        Database.run("update meetings set attempt = 2, revision = revision + 1 where id = $1", bot.meetingId());
        bot.heartbeat()
                .then()
                .statusCode(200)
                .body("fenced", equalTo(true))
                .body("commands.action", containsInAnyOrder("leave"));
        assertThat(Database.rows(
                        "select 1 from heartbeats where meeting_id = $1 and last_heartbeat_at is not null",
                        bot.meetingId()))
                .isEmpty();
    }

    @Test
    void progressThatCouldBreakAStatementHarmsNobody() throws Exception {
        List<Bot> bots = bots(20);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < bots.size(); i++) {
            String text = i % 2 == 0 ? "C:\\\\u0000 \\u0000 \\ud800" : "fine";
            answers.add(beat(bots.get(i), ", \"progress\": {\"text\": \"" + text + "\"}"));
        }
        for (var answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manyHeartbeatsAreWrittenByFewStatements() throws Exception {
        List<Bot> bots = bots(200);
        Database.run("create sequence heartbeat_statements");
        Database.run("""
                create function count_heartbeat_statement() returns trigger language plpgsql as
                $$ begin perform nextval('heartbeat_statements'); return null; end $$
                """);
        Database.run("create trigger count_heartbeat_statement after update on heartbeats "
                + "for each statement execute function count_heartbeat_statement()");
        try {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 2_000)
                    .mapToObj(i -> beat(bots.get(i % bots.size()), ", \"progress\": {\"beat\": %d}".formatted(i)))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            long statements = Database.number("select last_value from heartbeat_statements");
            System.out.printf("2,000 heartbeats in %d statements%n", statements);
            assertThat(statements).isBetween(1L, 500L);
            assertThat(Database.number(
                            "select count(*) from heartbeats h join meetings m on m.id = h.meeting_id "
                                    + "where m.user_id = $1 and h.last_heartbeat_at is not null "
                                    + "and h.progress is not null",
                            user.id()))
                    .isEqualTo(200);
        } finally {
            Database.run("drop trigger count_heartbeat_statement on heartbeats");
            Database.run("drop function count_heartbeat_statement");
            Database.run("drop sequence heartbeat_statements");
        }
    }

    @Test
    void heartbeatsAreUpdatedInPlace() {
        Bot bot = Bot.of(user.sent());
        Database.run("select pg_stat_reset_single_table_counters('heartbeats'::regclass)");
        for (int i = 0; i < 40; i++) {
            bot.heartbeat().then().statusCode(200);
        }
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            var row = Database.rows("select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables "
                            + "where relname = 'heartbeats'")
                    .get(0);
            assertThat(row.getLong("n_tup_upd")).isGreaterThanOrEqualTo(40);
            assertThat(row.getLong("n_tup_hot_upd")).isGreaterThanOrEqualTo(row.getLong("n_tup_upd") * 9 / 10);
        });
    }

    @Test
    void aLockedRowHoldsUpNobodyElse() throws Exception {
        List<Bot> bots = bots(40);
        Bot locked = bots.get(20);
        LocalServices services = LocalServices.shared();
        try (Connection other =
                DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password())) {
            other.setAutoCommit(false);
            try (PreparedStatement lock =
                    other.prepareStatement("select 1 from heartbeats where meeting_id = ? for update")) {
                lock.setLong(1, locked.meetingId());
                lock.executeQuery();
            }
            List<CompletableFuture<HttpResponse<String>>> answers =
                    bots.stream().map(bot -> beat(bot, "")).toList();
            for (int i = 0; i < bots.size(); i++) {
                HttpResponse<String> answer = answers.get(i).get(10, TimeUnit.SECONDS);
                if (bots.get(i) == locked) {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                } else {
                    assertThat(answer.statusCode()).isEqualTo(200);
                }
            }
            other.rollback();
        }
        locked.heartbeat().then().statusCode(200);
    }

    private CompletableFuture<HttpResponse<String>> beat(Bot bot, String more) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/bots/internal/callback/heartbeat?token=%s"
                                .formatted(RestAssured.port, bot.token())))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"connection_id\": \"%s\"%s}".formatted(bot.connectionId(), more)))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Bots in their meetings, without the way there. */
    private List<Bot> bots(int count) {
        return Database.rows("""
                        with meeting as (
                            insert into meetings (
                                user_id, platform, platform_specific_id, status, workload, ever_active,
                                deadline_at, on_deadline)
                            select $1, 'google_meet', 'beat-' || n, 'active', 'rollcall-bot-0-1', true,
                                   clock_timestamp() + interval '1 hour', 'stop'
                            from generate_series(1, $2) n
                            returning id
                        ), heartbeat as (
                            insert into heartbeats (meeting_id) select id from meeting
                        )
                        insert into meeting_sessions (meeting_id, session_uid)
                        select id, gen_random_uuid() from meeting
                        returning meeting_id, session_uid
                        """, user.id(), count).stream()
                .map(row -> bot(row.getLong("meeting_id"), UUID.fromString(row.getString("session_uid"))))
                .toList();
    }

    private static Bot bot(long meeting, UUID connection) {
        var tokens = io.quarkus.arc.Arc.container()
                .instance(dev.rollcall.access.BotToken.class)
                .get();
        return new Bot(meeting, connection, tokens.of(connection, 1));
    }

    private static JsonObject progress(Bot bot) {
        return (JsonObject) Database.rows("select progress from heartbeats where meeting_id = $1", bot.meetingId())
                .get(0)
                .getJson("progress");
    }
}
