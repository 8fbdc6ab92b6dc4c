package dev.rollcall.dashboard;

import dev.rollcall.access.BotToken;
import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.stage.User;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * Some fifteen bots of three users in every status, and the day that lies behind them: what the pages are looked at with.
 * The bots are real; the day is written into the database.
 *
 * @param ada most of the bots are hers
 * @param edsger never sent one
 * @param standUp a meeting that goes on, the bot of which has just been told to change its language
 * @param rejected one that failed
 * @param ended one that went well
 * @param asks waits in the lobby, and has called for help
 * @param leaving was told to leave, and does not listen
 */
record LivingFleet(
        LocalServices local,
        User ada,
        User grace,
        User edsger,
        long standUp,
        long rejected,
        long ended,
        long asks,
        long leaving) {

    /** With pauses that are long enough to be looked at. */
    private static final String STAYS = "{\"step_ms\": 600000}";

    private static final String QUICK = "{\"step_ms\": 100}";

    static LivingFleet gather(LocalServices local) {
        User ada = user("Ada Lovelace", "ada@example.org", 12);
        User grace = user("Grace Hopper", "grace@example.org", 5);
        User edsger = user("Edsger Dijkstra", "edsger@example.org", 2);
        execute(local, YESTERDAY);
        ada.request() // nobody answers there, so that deliveries wait
                .body(Map.of("webhook_url", "https://hooks.example.invalid/rollcall"))
                .put("/user/webhook")
                .then()
                .statusCode(200);
        long rejected = send(grace, "zoom", "81234500001", "Vendor review", scenario("rejected"));
        long ended = send(ada, "google_meet", "hpd-wkzt-rnq", "One to one", "{\"step_ms\": 100, \"active_ms\": 1500}");
        send(ada, "google_meet", "vfm-ycgo-tbs", "Incident review", scenario("crash"));
        long standUp = send(ada, "google_meet", "dkw-qhre-znu", "Stand-up", QUICK);
        String[] going = {"Design review", "Quarterly planning", "Interview: backend", "Board meeting"};
        for (int i = 0; i < going.length; i++) {
            send(ada, "google_meet", "abc-defg-hi" + (char) ('j' + i), going[i], QUICK);
        }
        long asks = send(grace, "zoom", "81234500002", "Customer call", scenario("lobby"));
        send(grace, "zoom", "81234500003", "Sales pipeline", QUICK);
        send(ada, "teams", "9361234567890", "All hands", QUICK);
        send(ada, "google_meet", "oqx-mleu-vap", "Budget", scenario("lobby"));
        send(grace, "google_meet", "twn-jsbi-ckg", "Retrospective", STAYS);
        send(ada, "zoom", "81234500004", "Onboarding", STAYS);
        send(ada, "google_meet", "uzr-fhdo-emy", null, "{\"scenario\": \"slow_start\", \"start_delay_ms\": 600000}");
        long leaving = send(grace, "google_meet", "pgc-vnwa-xtk", "Demo", "{\"scenario\": \"deaf\", \"step_ms\": 100}");
        LivingFleet fleet = new LivingFleet(local, ada, grace, edsger, standUp, rejected, ended, asks, leaving);
        fleet.settle();
        return fleet;
    }

    private static User user(String name, String email, int limit) {
        long id = User.admin()
                .body(Map.of("email", email, "name", name, "max_concurrent_bots", limit))
                .post("/admin/users")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        return new User(id, User.admin().post("/admin/users/" + id + "/tokens").path("token"));
    }

    private static String scenario(String name) {
        return "{\"scenario\": \"%s\", \"step_ms\": 100}".formatted(name);
    }

    private static long send(User user, String platform, String nativeId, String name, String simulate) {
        String passcode = platform.equals("teams") ? "\"passcode\": \"Kq7fTz\", " : "";
        long id = user.request()
                .body("{\"platform\": \"%s\", \"native_meeting_id\": \"%s\", %s\"simulate\": %s}"
                        .formatted(platform, nativeId, passcode, simulate))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        if (name != null) {
            user.request()
                    .body(Map.of("data", Map.of("name", name)))
                    .patch("/meetings/" + platform + "/" + nativeId)
                    .then()
                    .statusCode(200);
        }
        return id;
    }

    private void settle() {
        await(standUp, ada, "active");
        await(rejected, grace, "failed");
        await(ended, ada, "completed");
        await(asks, grace, "awaiting_admission");
        await(leaving, grace, "active");
        execute(local, Minutes.sql(ended));
        execute(local, Minutes.file("connections.sql"));
        report(asks, "needs_help");
        grace.request().delete("/bots/google_meet/pgc-vnwa-xtk").then().statusCode(202);
        ada.request()
                .body(Map.of("language", "de"))
                .put("/bots/google_meet/dkw-qhre-znu/config")
                .then()
                .statusCode(202);
        Awaitility.await("all who get in are in")
                .atMost(Chromium.PATIENCE.multipliedBy(2))
                .until(() -> 7 == Integer.parseInt(text("select count(*) from meetings where status = 'active'")));
    }

    private static void await(long meeting, User user, String status) {
        Awaitility.await(status)
                .atMost(Chromium.PATIENCE.multipliedBy(2))
                .until(() -> user.status(meeting).equals(status));
    }

    /** In the name of the bot. */
    private void report(long meeting, String status) {
        String connection = text("select session_uid from meeting_sessions where meeting_id = " + meeting);
        ServerKey key = new ServerKey(local.settings().get("rollcall.secret-key"));
        RestAssured.given()
                .contentType(ContentType.JSON)
                .header("X-Internal-Secret", new BotToken(key).of(UUID.fromString(connection), 1))
                .body(Map.of("connection_id", connection, "status", status))
                .post("/bots/internal/callback/status_change")
                .then()
                .statusCode(200);
    }

    private String text(String sql) {
        try (Connection connection = open(local);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void execute(LocalServices local, String sql) {
        try (Connection connection = open(local);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Connection open(LocalServices local) throws SQLException {
        return DriverManager.getConnection(local.jdbcUrl(), local.username(), local.password());
    }

    /** Busy by day and quiet by night, with a bad hour; the same every time. */
    private static final String YESTERDAY = """
            with wave as (
                select i, now() - interval '35 minutes' - i * interval '95 seconds' as asked,
                       (i * 7919) % 101 as lot,
                       46 - 44 * cos((i * 95 / 3600.0 - 5) * pi() / 12) as busy
                from generate_series(1, 880) i
            ), life as (
                select i, asked, lot,
                       lot % 17 = 3 or (i between 150 and 200 and lot % 3 = 0) as fails,
                       5 + lot % 9 + 12 * (i between 160 and 230)::int as seconds
                from wave
                where lot < busy
            ), meeting as (
                insert into meetings (
                    user_id, platform, platform_specific_id, status, data, created_at, requested_at, updated_at,
                    status_since, start_time, end_time, ever_active, completion_reason, failure_stage)
                select (select min(id) from users where email like case when lot % 3 = 0 then 'grace@%' else 'ada@%' end),
                       case when lot % 4 = 1 then 'zoom' else 'google_meet' end,
                       case when lot % 4 = 1 then (82000000000 + i)::text
                            else 'yes-' || translate(lpad(i::text, 4, '0'), '0123456789', 'abcdefghij') || '-day' end,
                       case when fails then 'failed' else 'completed' end,
                       '{}', asked, asked, asked, asked,
                       case when not fails then asked + seconds * interval '1 second' end,
                       asked + (9 + lot % 37) * interval '67 seconds',
                       not fails,
                       case when fails then 'awaiting_admission_timeout' else 'left_alone' end,
                       case when fails then 'awaiting_admission' end
                from life
                order by asked
                returning id, status, requested_at, start_time, end_time
            )
            insert into status_transitions (meeting_id, revision, step, kind, from_status, to_status, source, attempt, at)
            select m.id, s.step, 0, 'transition', s.from_status, s.to_status, s.source, 1, s.at
            from meeting m
            cross join lateral (values
                (1, null, 'requested', 'creation', m.requested_at),
                (2, 'requested', 'active', 'bot_callback', m.start_time),
                (3, 'active', m.status, 'bot_callback', m.end_time)) as s (step, from_status, to_status, source, at)
            where s.at is not null
            """;
}
