package dev.rollcall.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.arc.Arc;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A fleet to sweep: bots in the states that a test wants, clocks moved, and passes when the test says so. */
public final class Stage {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Stage() {}

    /** An empty fleet, swept a moment ago, and no pass but the test's. What other tests left behind is over. */
    public static void set() {
        bean(Scheduler.class).pause("sweeper");
        Database.run("""
                update meetings
                set status = 'failed', deadline_at = null, on_deadline = null, launch_at = null, cleanup_at = null,
                    end_time = coalesce(end_time, clock_timestamp()), revision = revision + 1
                where status not in ('completed', 'failed') or cleanup_at is not null
                """);
        Database.run("delete from heartbeats");
        Database.run("""
                update sweep_state
                set last_pass_at = clock_timestamp(), gap_ended_at = null, held_since = null, held = 0,
                    held_fingerprint = null, released_until = null
                """);
        Database.run("delete from stray_workloads");
        runtime().forgetAll();
        pass(); // so that the test's pass is not the first of this process, which would be a gap
    }

    public static void leave() {
        bean(Scheduler.class).resume("sweeper");
    }

    public static void pass() {
        done(bean(Sweeper.class).sweep());
    }

    public static <T> T done(Uni<T> work) {
        return work.await().atMost(TIMEOUT);
    }

    public static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    public static StagedRuntime runtime() {
        return bean(StagedRuntime.class);
    }

    // Bots
    // -------------------------------------------------------------------------------------------------------------

    /** A bot whose workload runs; its meeting is requested. */
    public static long launched(User user) {
        long id = user.sent();
        await().pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(Database.rows(
                                "select id from meetings where id = $1 and launch_claimed and launch_at is null", id))
                        .hasSize(1));
        return id;
    }

    public static long launched() {
        return launched(User.withLimit(1));
    }

    public static long active(User user) {
        long id = launched(user);
        Bot.of(id).inMeeting();
        return id;
    }

    public static long active() {
        return active(User.withLimit(1));
    }

    /** In the meeting, and not heard of for longer than the lease. */
    public static long silent(User user) {
        long id = active(user);
        Bot.of(id).heartbeat().then().statusCode(200);
        fallsSilent(id);
        return id;
    }

    public static long silent() {
        return silent(User.withLimit(1));
    }

    public static void fallsSilent(long id) {
        Database.run("""
                update heartbeats
                set first_heartbeat_at = clock_timestamp() - interval '1 hour',
                    last_heartbeat_at  = clock_timestamp() - interval '3 minutes'
                where meeting_id = $1
                """, id);
    }

    public static String workload(long id) {
        return Workload.handleOf(id, Database.integer("select attempt from meetings where id = $1", id));
    }

    public static void runtimeSays(long id, Observation observation) {
        runtime().set(workload(id), observation);
    }

    // Clocks
    // -----------------------------------------------------------------------------------------------------------

    public static void deadlinePasses(long id) {
        assertThat(Database.run(
                                "update meetings set deadline_at = clock_timestamp() - interval '1 second' where id = $1 and deadline_at is not null",
                                id)
                        .rowCount())
                .isEqualTo(1);
    }

    /** The stop began that long ago, and its next step is due. */
    public static void stopBegan(long id, String ago) {
        Database.run(
                "update meetings set stopping_at = clock_timestamp() - interval '%s' where id = $1".formatted(ago), id);
        deadlinePasses(id);
    }

    public static void cleanupIsDue(long id) {
        assertThat(Database.run(
                                "update meetings set cleanup_at = clock_timestamp() - interval '1 second' where id = $1 and cleanup_at is not null",
                                id)
                        .rowCount())
                .isEqualTo(1);
    }

    public static void ended(long id, String ago) {
        Database.run(
                "update meetings set end_time = clock_timestamp() - interval '%s' where id = $1".formatted(ago), id);
    }

    // What became of it
    // ------------------------------------------------------------------------------------------------

    public static Row meeting(long id) {
        return Database.rows("""
                select status, completion_reason, failure_stage, exit_code, on_deadline, deadline_at, cleanup_at,
                       unknown_since, error_details::text as error_details, attempt, revision
                from meetings
                where id = $1
                """, id).get(0);
    }

    public static String status(long id) {
        return meeting(id).getString("status");
    }

    /** The reason of the row that ended it. */
    public static String endedBecause(long id) {
        return Database.text("""
                select reason
                from status_transitions
                where meeting_id = $1 and kind = 'transition' and to_status in ('completed', 'failed')
                """, id);
    }

    public static List<Row> history(long id, String kind) {
        return Database.rows("""
                select from_status, to_status, source, reason, attempt, exit_code, error_details::text as details
                from status_transitions
                where meeting_id = $1 and kind = $2
                order by revision, step
                """, id, kind);
    }

    /** What the runtime's last words are, as the history keeps them. */
    public static String details(long id, String kind) {
        return history(id, kind).stream()
                .map(row -> String.valueOf(row.getString("details")))
                .collect(Collectors.joining("\n"));
    }

    public static boolean toBeCleanedUp(long id) {
        return meeting(id).getOffsetDateTime("cleanup_at") != null;
    }
}
