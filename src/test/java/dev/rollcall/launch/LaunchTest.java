package dev.rollcall.launch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Quota;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.Together;
import dev.rollcall.stage.User;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LaunchTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    StagedRuntime runtime;

    @Inject
    LaunchQueue queue;

    @Inject
    Scheduler scheduler;

    private User user;
    private String nativeId;

    @BeforeEach
    void prepare() {
        user = User.withLimit(30);
        nativeId = User.newMeet();
    }

    @Test
    void aReservationIsLaunchedAtOnceAndNotOnlyByTheTimer() {
        scheduler.pause("launch-queue");
        try {
            long meeting = send();
            await().atMost(SOON).until(() -> runtime.launches(Workload.handleOf(meeting, 1)) == 1);
            await().atMost(SOON).until(() -> launchAt(meeting) == null);
        } finally {
            scheduler.resume("launch-queue");
        }
    }

    @Test
    void manyReservationsAtOnceAreAllLaunchedWithoutTheTimer() throws Exception {
        scheduler.pause("launch-queue");
        try {
            User many = User.withLimit(60);
            Together.call(Collections.nCopies(60, many::sent));
            await().atMost(SOON).until(() -> waiting(many) == 0);
        } finally {
            scheduler.resume("launch-queue");
        }
    }

    /** More than are launched at once (16): each that is done makes room for the next. */
    @Test
    void slowLaunchesMakeRoomForOthersWhenTheyAreDone() throws Exception {
        scheduler.pause("launch-queue");
        try {
            User many = User.withLimit(20);
            List<String> meetings = Stream.generate(User::newMeet).limit(20).toList();
            List<CompletableFuture<LaunchOutcome>> launches =
                    meetings.stream().map(runtime::holdLaunch).toList();
            meetings.forEach(meeting -> many.send(meeting).then().statusCode(201));
            await().atMost(SOON).until(() -> claimed(many) == 16);

            launches.forEach(launch -> launch.complete(new Launched()));

            await().atMost(SOON).until(() -> waiting(many) == 0);
        } finally {
            scheduler.resume("launch-queue");
        }
    }

    @Test
    void theBotIsGivenACallbackUrlThatIsAccepted() {
        long meeting = send();
        await().atMost(SOON).until(() -> runtime.launched(Workload.handleOf(meeting, 1)) != null);
        JsonObject config = new JsonObject(
                runtime.launched(Workload.handleOf(meeting, 1)).environment().get("BOT_CONFIG"));
        String url = config.getString("botManagerCallbackUrl").replaceFirst("^http://[^/]+", "");
        assertThat(url).startsWith("/bots/internal/callback/exited?token=");
        given().contentType(ContentType.JSON)
                .urlEncodingEnabled(false)
                .body("{\"connection_id\": \"%s\", \"status\": \"joining\"}"
                        .formatted(config.getString("connectionId")))
                .post(url.replace("/exited", "/status_change")) // as older bots do
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("joining"));
    }

    @Test
    void whatTheRuntimeRefusesFailsWithItsReason() {
        runtime.nextLaunches(nativeId, new Refused("no such image"));
        long meeting = send();
        await().atMost(SOON).until(() -> user.status(meeting).equals("failed"));
        user.meeting(meeting)
                .then()
                .body("completion_reason", equalTo("start_failed"))
                .body("failure_stage", equalTo("requested"))
                .body("data.error_details", containsString("no such image"));
        user.request()
                .get("/meetings/" + meeting + "/history")
                .then()
                .body("history.source", hasItem("launcher"))
                .body("history[-1].reason", equalTo("no such image"));
    }

    @Test
    void whatIsBusyIsTriedAgainAsANewAttemptAndTheOldOneIsFenced() {
        runtime.nextLaunches(nativeId, new Busy("full"), new Busy("still full"));
        long meeting = send();
        Bot first = Bot.of(meeting, 1);
        await().atMost(SOON).until(() -> runtime.launches(Workload.handleOf(meeting, 3)) == 1);
        assertThat(runtime.launches(Workload.handleOf(meeting, 1))).isZero();
        assertThat(Database.text("select workload from meetings where id = $1", meeting))
                .isEqualTo(Workload.handleOf(meeting, 3));
        first.reports("joining").then().statusCode(200).body("fenced", equalTo(true));
        Bot.of(meeting, 3).reports("joining").then().statusCode(200).body("meeting_status", equalTo("joining"));
    }

    @Test
    void whatIsAmbiguousIsTriedAgainAsTheSameAttempt() {
        runtime.nextLaunches(nativeId, new Ambiguous("timed out\nat the socket"));
        long meeting = send();
        await().atMost(SOON).until(() -> runtime.launches(Workload.handleOf(meeting, 1)) == 1);
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        user.meeting(meeting).then().body("attempt", equalTo(1)).body("status", equalTo("requested"));
    }

    @Test
    void aStopDuringTheLaunchTerminatesWhatWasLaunched() {
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(nativeId);
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> runtime.calls(handle).contains("launch"));
        user.stop(nativeId).then().statusCode(202);
        await().atMost(SOON).until(() -> runtime.terminations(handle) == 1); // found nothing yet, perhaps
        launch.complete(new Launched());
        await().atMost(SOON).until(() -> runtime.terminations(handle) == 2);
        assertThat(user.status(meeting)).isEqualTo("stopping");
    }

    @Test
    void aLaunchWhoseMeetingEndedMeanwhileIsDeleted() {
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(nativeId);
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> runtime.calls(handle).contains("launch"));
        Bot.of(meeting).reports("failed", ", \"exit_code\": 1");
        launch.complete(new Launched());
        await().atMost(SOON).until(() -> runtime.deleted(handle));
    }

    @Test
    void aRuntimeThatFailsIsAskedAgain() {
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(nativeId);
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> runtime.calls(handle).contains("launch"));
        launch.completeExceptionally(new IllegalStateException("broken pipe"));
        await().atMost(SOON).until(() -> runtime.launches(handle) == 1);
        assertThat(user.status(meeting)).isEqualTo("requested");
    }

    @Test
    void theClaimOfADeadReplicaIsTakenOverWhenItRunsOut() {
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        claimedUntil(meeting, "1 hour");
        assertThat(queue.claim(100, Duration.ofMinutes(1)).await().atMost(SOON))
                .noneMatch(claim -> claim.order().meetingId() == meeting);

        claimedUntil(meeting, "-1 second");
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        user.meeting(meeting).then().body("attempt", equalTo(1));
        assertThat(runtime.launches(handle)).as("found, and not launched twice").isEqualTo(1);
    }

    @Test
    void theClaimOfAReplicaThatDiedBeforeItLaunchedIsLaunchedByAnother() {
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        runtime.set(handle, null); // as if the launch had never reached the platform
        claimedUntil(meeting, "-1 second");
        await().atMost(SOON).until(() -> runtime.launches(handle) == 2);
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        user.meeting(meeting).then().body("attempt", equalTo(1));
    }

    /** Every outcome that a platform can have, in one conversation. */
    @Test
    void aLaunchGoesOnThroughEveryKindOfTroubleAndTheHistoryTellsIt() {
        runtime.nextLaunches(
                nativeId, new Ambiguous("no answer"), new Busy("no room"), new Ambiguous("no answer again"));
        long meeting = send();
        await().atMost(SOON).until(() -> runtime.launches(Workload.handleOf(meeting, 2)) == 1);
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        assertThat(tries(meeting))
                .containsExactly("retry 1 no answer", "relaunch 1 no room", "retry 2 no answer again");
        assertThat(Database.integer("select launch_tries from meetings where id = $1", meeting))
                .isEqualTo(4);
        assertThat(runtime.calls(Workload.handleOf(meeting, 1)))
                .as("looked for before each try")
                .containsExactly("observe", "launch", "observe", "launch");
        assertThat(runtime.calls(Workload.handleOf(meeting, 2)))
                .startsWith("observe", "launch", "observe", "launch", "launched");
        Bot.of(meeting).reports("joining").then().statusCode(200).body("meeting_status", equalTo("joining"));
        assertThat(Database.integer("select launch_tries from meetings where id = $1", meeting))
                .as("over with the launch")
                .isZero();
    }

    @Test
    void whatAnUnclearTryHasMadeIsFoundAndNotMadeTwice() {
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(nativeId);
        long meeting = send();
        String handle = Workload.handleOf(meeting, 1);
        await().atMost(SOON).until(() -> runtime.calls(handle).contains("launch"));
        runtime.set(handle, new Running()); // it is there, though the answer was lost
        launch.complete(new Ambiguous("connection reset"));
        await().atMost(SOON).until(() -> launchAt(meeting) == null);
        assertThat(runtime.calls(handle)).containsExactly("observe", "launch", "observe");
        user.meeting(meeting).then().body("status", equalTo("requested")).body("attempt", equalTo(1));
    }

    /** The fault that the count of tries mends: the pauses followed the attempt, which stays the same. */
    @Test
    void thePausesOfAnUnclearLaunchGrow() {
        Ambiguous lost = new Ambiguous("no answer");
        runtime.nextLaunches(nativeId, Stream.generate(() -> lost).limit(50).toArray(LaunchOutcome[]::new));
        long meeting = send();
        await().atMost(SOON).until(() -> tries(meeting).size() == 1);
        Database.run(
                "update meetings set launch_tries = 5, launch_at = clock_timestamp(), revision = revision + 1 "
                        + "where id = $1",
                meeting);
        await().atMost(SOON).until(() -> tries(meeting).size() == 2);
        assertThat(secondsToNextTry(meeting))
                .as("half of 32 s at least, at most 30")
                .isBetween(14L, 30L);
        user.stop(nativeId).then().statusCode(202);
    }

    @Test
    void aQuotaIsSaidAndWaitedForLonger() {
        runtime.nextLaunches(nativeId, new Quota("pods: used 20 of 20"));
        long meeting = send();
        await().atMost(SOON).until(() -> tries(meeting).size() == 1);
        assertThat(tries(meeting)).containsExactly("relaunch 1 The platform's quota is used up: pods: used 20 of 20");
        assertThat(secondsToNextTry(meeting)).isBetween(4L, 10L);
        user.meeting(meeting).then().body("status", equalTo("requested")).body("attempt", equalTo(2));
        user.stop(nativeId).then().statusCode(202);
    }

    @Test
    void aPlatformThatPutsOffPastTheDeadlineFailsTheLaunchWithItsReason() {
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(nativeId);
        long meeting = send();
        await().atMost(SOON)
                .until(() -> runtime.calls(Workload.handleOf(meeting, 1)).contains("launch"));
        Database.run(
                "update meetings set deadline_at = clock_timestamp() + interval '3 seconds', revision = revision + 1 "
                        + "where id = $1",
                meeting);
        launch.complete(new Quota("cpu"));
        await().atMost(SOON).until(() -> user.status(meeting).equals("failed"));
        user.meeting(meeting)
                .then()
                .body("failure_stage", equalTo("requested"))
                .body("data.error_details", containsString("quota is used up: cpu"));
    }

    @Test
    void nothingIsLaunchedPastItsDeadline() {
        scheduler.pause("launch-queue");
        try {
            runtime.nextLaunches(nativeId, new Busy("no room"));
            long meeting = send();
            await().atMost(SOON).until(() -> tries(meeting).size() == 1);
            Database.run(
                    "update meetings set deadline_at = clock_timestamp() - interval '1 day', "
                            + "launch_at = clock_timestamp() - interval '1 day', revision = revision + 1 where id = $1",
                    meeting);
            assertThat(queue.claim(100, Duration.ofMinutes(1)).await().atMost(SOON))
                    .noneMatch(claim -> claim.order().meetingId() == meeting);
        } finally {
            scheduler.resume("launch-queue");
        }
    }

    private static List<String> tries(long meeting) {
        return Database.rows(
                        "select kind || ' ' || attempt || ' ' || reason as try from status_transitions "
                                + "where meeting_id = $1 and kind in ('retry', 'relaunch') order by revision, step",
                        meeting)
                .stream()
                .map(row -> row.getString("try"))
                .toList();
    }

    private static long secondsToNextTry(long meeting) {
        return Database.number(
                "select extract(epoch from launch_at - clock_timestamp())::bigint from meetings where id = $1",
                meeting);
    }

    private static void claimedUntil(long meeting, String interval) {
        Database.run(
                "update meetings set launch_claimed = true, launch_at = clock_timestamp() + $2::text::interval, "
                        + "revision = revision + 1 where id = $1",
                meeting,
                interval);
    }

    private long send() {
        return user.send(nativeId).then().statusCode(201).extract().jsonPath().getLong("id");
    }

    private static long claimed(User user) {
        return Database.number("select count(*) from meetings where user_id = $1 and launch_claimed", user.id());
    }

    private static long waiting(User user) {
        return Database.number("select count(*) from meetings where user_id = $1 and launch_at is not null", user.id());
    }

    private static Object launchAt(long meeting) {
        return Database.rows("select launch_at from meetings where id = $1", meeting)
                .get(0)
                .getOffsetDateTime("launch_at");
    }
}
