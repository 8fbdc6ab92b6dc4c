package dev.rollcall.callback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CallbackResourceTest {

    private static final String CALLBACKS = "/bots/internal/callback/";

    private User user;
    private long meeting;
    private Bot bot;

    @BeforeEach
    void prepare() {
        user = User.withLimit(50);
        meeting = user.sent();
        bot = Bot.of(meeting);
    }

    @ParameterizedTest
    @CsvSource({
        "started, '', joining",
        "joining, '', joining",
        "awaiting_admission, '', awaiting_admission",
        "joined, '', active",
        "status, '\"status\": \"joining\"', joining",
        "status_change, '\"status\": \"active\"', active",
        "lifecycle, '\"status\": \"awaiting_admission\"', awaiting_admission",
        "exited, '\"exit_code\": 1, \"reason\": \"join_meeting_error\"', failed",
        "heartbeat, '', requested",
        "ack, '\"acknowledged\": []', requested"
    })
    void everyPathIsProcessed(String path, String fields, String status) {
        processed(bot.post(path, fields).then(), status);
    }

    @Test
    void theTokenMayComeInTheHeader() {
        ValidatableResponse answer = given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", bot.token())
                .body("{\"connection_id\": \"%s\"}".formatted(bot.connectionId()))
                .post(CALLBACKS + "joining")
                .then();
        processed(answer, "joining");
    }

    /** M10 and H write the header's name differently, and H sends it to a path of its own. */
    @ParameterizedTest
    @CsvSource({"X-Internal-Secret, status_change", "x-internal-secret, lifecycle"})
    void theTokenMayComeInTheHeaderOfEveryEra(String header, String path) {
        given().contentType(ContentType.JSON)
                .header(header, bot.token())
                .body("{\"connection_id\": \"%s\", \"status\": \"joining\"}".formatted(bot.connectionId()))
                .post(CALLBACKS + path)
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("joining"));
    }

    @Test
    void aWrongHeaderDoesNotHideTheRightQuery() {
        ValidatableResponse answer = given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", "the secret of all bots of another system")
                .queryParam("token", bot.token())
                .body("{\"connection_id\": \"%s\"}".formatted(bot.connectionId()))
                .post(CALLBACKS + "joining")
                .then();
        processed(answer, "joining");
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "exited", "status_change", "heartbeat", "ack"})
    void anUnknownConnectionIs404(String path) {
        Bot nobody = new Bot(0, UUID.randomUUID(), bot.token());
        nobody.post(path, "\"status\": \"joining\"")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("No meeting has this connection_id."));
    }

    @Test
    void aConnectionIdThatIsNoUuidIsUnknown() {
        given().contentType(ContentType.JSON)
                .body("{\"connection_id\": \"demo\"}")
                .post(CALLBACKS + "joining")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "exited", "status_change", "heartbeat", "ack"})
    void aWrongTokenOfAKnownConnectionIs401AndChangesNothing(String path) {
        Bot other = Bot.of(user.sent());
        new Bot(meeting, bot.connectionId(), other.token())
                .post(path, "\"status\": \"joining\", \"exit_code\": 0")
                .then()
                .statusCode(401)
                .body("detail", equalTo("The bot's token is missing or wrong."));
        assertThat(user.status(meeting)).isEqualTo("requested");
    }

    @Test
    void noTokenIs401() {
        given().contentType(ContentType.JSON)
                .body("{\"connection_id\": \"%s\"}".formatted(bot.connectionId()))
                .post(CALLBACKS + "joining")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "exited", "status_change", "heartbeat", "ack"})
    void aMissingConnectionIdIs422(String path) {
        given().contentType(ContentType.JSON)
                .body("{\"status\": \"joining\"}")
                .post(CALLBACKS + path)
                .then()
                .statusCode(422)
                .body(containsString("connection_id is required."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status_change", "lifecycle"})
    void aMissingStatusIs422WhereThePathDoesNotNameIt(String path) {
        bot.post(path, "\"reason\": \"none\"").then().statusCode(422).body(containsString("status is required."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"connection_id\": }", "connection_id=1", "\u0000"})
    void malformedJsonIs400(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post(CALLBACKS + "status_change")
                .then()
                .statusCode(400);
    }

    @Test
    void aRepeatIsSuccessWithoutEffect() {
        bot.inMeeting();
        long revision = revision();
        processed(bot.reports("active").then(), "active");
        assertThat(revision()).isEqualTo(revision);
    }

    @Test
    void aBackwardReportIsRecordedAndChangesNothing() {
        bot.inMeeting();
        processed(bot.reports("joining").then(), "active");
        assertThat(history("evidence")).containsExactly("active>joining");
    }

    @Test
    void aLateReportAfterTheEndIsRecordedAndChangesNothing() {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0");
        processed(bot.reports("active").then(), "completed");
        assertThat(history("evidence")).containsExactly("completed>active");
    }

    @Test
    void anUnknownWordIsRecordedAndChangesNothing() {
        bot.reports("joining");
        processed(bot.reports("dancing\\u0000\\ud83d").then(), "joining");
        assertThat(reasons("evidence")).singleElement().asString().startsWith("unknown status dancing");
    }

    @Test
    void startedAfterTheLobbyMeansLetIn() {
        bot.post("joining", "");
        bot.post("awaiting_admission", "");
        processed(bot.post("started", "\"container_id\": \"c-1\"").then(), "active");
        processed(bot.post("started", "\"container_id\": \"c-1\"").then(), "active");
    }

    @Test
    void aContainerThatIsUnknownDoesNotHideTheKnownOne() {
        bot.reports("joining", ", \"container_id\": \"c-1\"");
        bot.reports("failed", ", \"exit_code\": 1, \"container_id\": \"unknown\"");
        user.meeting(meeting).then().body("bot_container_id", equalTo("c-1"));
    }

    @Test
    void lifecycleAnswersWithTheFieldsOfTheNewestBotsAndOurs() {
        bot.post("lifecycle", "\"status\": \"joining\"")
                .then()
                .body("status", equalTo("processed"))
                .body("connection_id", equalTo(bot.connectionId().toString()))
                .body("meeting_id", equalTo((int) meeting))
                .body("meeting_status", equalTo("joining"))
                .body("$", hasKey("completion_reason"))
                .body("completion_reason", nullValue())
                .body("$", hasKey("failure_stage"))
                .body("transition_source", equalTo("bot_callback"))
                .body("status_transition", equalTo(List.of()))
                .body("data", equalTo(Map.of()))
                .body("stop_requested", equalTo(false));
    }

    @Test
    void lifecycleTellsHowItEndedHoweverOftenItIsTold() {
        String end = "\"status\": \"failed\", \"exit_code\": 1, \"completion_reason\": \"join_failure\"";
        bot.post("lifecycle", "\"status\": \"joining\"");
        for (int i = 0; i < 2; i++) {
            bot.post("lifecycle", end)
                    .then()
                    .statusCode(200)
                    .body("meeting_status", equalTo("failed"))
                    .body("completion_reason", equalTo("join_failure"))
                    .body("failure_stage", equalTo("joining"));
        }
    }

    @Test
    void lifecycleTellsAnOlderLaunchToStop() {
        newAttempt();
        bot.post("lifecycle", "\"status\": \"active\"")
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("requested"))
                .body("fenced", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workloadId\": \"mtg-1-0a1b2c3d\", \"state\": \"stopped\", \"at\": \"2026-11-21T09:00:00Z\", \"exitCode\": 137}",
                "{",
                ""
            })
    void whatAnotherContainerServiceReportsIsAlwaysAccepted(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/runtime/callback")
                .then()
                .statusCode(200)
                .body("status", equalTo("accepted"));
        assertThat(user.status(meeting)).isEqualTo("requested");
    }

    @Test
    void aJumpWritesTheImpliedSteps() {
        processed(bot.reports("active").then(), "active");
        assertThat(history("implied")).containsExactly("requested>joining", "joining>awaiting_admission");
        assertThat(history("transition")).containsExactly(">requested", "awaiting_admission>active");
    }

    @Test
    void exitedAfterTheEndWasReportedIsARepeat() {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"");
        long revision = revision();
        processed(
                bot.post("exited", "\"exit_code\": 0, \"reason\": \"self_initiated_leave\"")
                        .then(),
                "completed");
        assertThat(revision()).isEqualTo(revision);
        user.meeting(meeting).then().body("completion_reason", equalTo("left_alone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"needs_help", "needs_human_help"})
    void needingHelpRaisesAFlagAndTheStatusStays(String word) {
        bot.reports("joining");
        processed(bot.reports(word, ", \"reason\": \"captcha\"").then(), "joining");
        user.meeting(meeting).then().body("needs_help", equalTo(true));
        bot.reports("active");
        user.meeting(meeting).then().body("needs_help", equalTo(false));
    }

    @Test
    void unknownFieldsAreIgnoredAndCamelCaseIsRead() {
        bot.inMeeting();
        given().contentType(ContentType.JSON)
                .queryParam("token", bot.token())
                .body("""
                        {"connectionId": "%s", "status": "completed", "exitCode": "0", "completionReason": "LEFT_ALONE",
                         "containerId": "pod-7", "speaker_events": [{"a": [1]}], "infra_fault": null}
                        """.formatted(bot.connectionId()))
                .post(CALLBACKS + "status_change")
                .then()
                .statusCode(200);
        user.meeting(meeting)
                .then()
                .body("status", equalTo("completed"))
                .body("completion_reason", equalTo("left_alone"))
                .body("bot_container_id", equalTo("pod-7"));
    }

    @Test
    void anUnknownCompletionReasonIsKeptAsText() {
        bot.inMeeting();
        processed(
                bot.reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"host_went_home\"")
                        .then(),
                "completed");
        user.meeting(meeting).then().body("completion_reason", equalTo("host_went_home"));
    }

    @Test
    void theReasonsOfOldBotsThatOthersRejectedAreTaken() {
        bot.reports("awaiting_admission");
        bot.reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"admission_rejected_by_admin\"")
                .then()
                .statusCode(200);
        user.meeting(meeting)
                .then()
                .body("status", equalTo("failed"))
                .body("completion_reason", equalTo("awaiting_admission_rejected"))
                .body("failure_stage", equalTo("awaiting_admission"));
    }

    @Test
    void errorDetailsMayBeAnObject() {
        bot.reports("failed", ", \"exit_code\": 1, \"error_details\": {\"error_message\": \"no\\u0000door\"}");
        user.meeting(meeting).then().body("data.error_details.error_message", equalTo("no door"));
    }

    @Test
    void errorDetailsMayBeAString() {
        bot.reports("failed", ", \"exit_code\": 1, \"error_details\": \"no door\"");
        user.meeting(meeting).then().body("data.error_details", equalTo("no door"));
    }

    @Test
    void textThatLooksLikeAnEscapedZeroIsKept() {
        processed(
                bot.reports("failed", ", \"exit_code\": 1, \"error_details\": {\"path\": \"C:\\\\u0000\"}")
                        .then(),
                "failed");
        user.meeting(meeting).then().body("data.error_details.path", equalTo("C:\\u0000"));
    }

    @Test
    void halfACharacterDoesNotLoseTheReport() {
        processed(
                bot.reports(
                                "failed",
                                ", \"exit_code\": 1, \"reason\": \"half \\ud83d\", \"error_details\": {\"a\": \"\\udc00\"}")
                        .then(),
                "failed");
    }

    @Test
    void hugeLogsAreAccepted() {
        String line = "\"" + "x".repeat(1_000) + "\"";
        String logs = String.join(",", java.util.Collections.nCopies(1_500, line));
        bot.reports("joining");
        processed(
                bot.reports("failed", ", \"exit_code\": 1, \"bot_logs\": [" + logs + "]")
                        .then(),
                "failed");
    }

    @Test
    void hugeErrorDetailsAreCut() {
        String details = "x".repeat(1_500_000);
        processed(
                bot.reports("failed", ", \"exit_code\": 1, \"error_details\": \"" + details + "\"")
                        .then(),
                "failed");
        String kept = user.meeting(meeting).then().extract().path("data.error_details");
        assertThat(kept).hasSizeLessThan(100_000);
    }

    @Test
    void aBodyOverTwoMebibytesIs413() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            String head = """
                    POST /bots/internal/callback/status_change HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 2097153\r
                    \r
                    {""";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aStopIsToldInEveryAnswer() {
        bot.inMeeting();
        String nativeId = user.meeting(meeting).then().extract().path("native_meeting_id");
        user.stop(nativeId).then().statusCode(202);
        bot.reports("active")
                .then()
                .statusCode(200)
                .body("status", equalTo("processed"))
                .body("meeting_status", equalTo("stopping"))
                .body("stop_requested", equalTo(true));
    }

    @Test
    void aStopDominatesTheBotsWord() {
        bot.inMeeting();
        String nativeId = user.meeting(meeting).then().extract().path("native_meeting_id");
        user.stop(nativeId);
        bot.reports("failed", ", \"exit_code\": 143, \"reason\": \"signal_sigterm\"")
                .then()
                .body("meeting_status", equalTo("completed"));
        user.meeting(meeting)
                .then()
                .body("completion_reason", equalTo("stopped"))
                .body("failure_stage", nullValue());
    }

    @Test
    void anOlderLaunchIsFencedRecordedAndToldToStop() {
        newAttempt();
        bot.reports("active")
                .then()
                .statusCode(200)
                .body("status", equalTo("processed"))
                .body("meeting_status", equalTo("requested"))
                .body("fenced", equalTo(true));
        assertThat(history("fenced")).containsExactly("requested>active");
        assertThat(user.status(meeting)).isEqualTo("requested");
        processed(Bot.of(meeting).reports("joining").then(), "joining");
    }

    @Test
    void anAcknowledgementOfAnOlderLaunchIsFencedAndNotApplied() {
        bot.inMeeting();
        String command = reconfigure();
        newAttempt();
        bot.post("ack", "\"acknowledged\": [\"%s\"]".formatted(command))
                .then()
                .statusCode(200)
                .body("fenced", equalTo(true));
        assertThat(Database.text("select state from commands where id = $1", UUID.fromString(command)))
                .isNotEqualTo("acknowledged");
    }

    @Test
    void theHistoryTellsTheWholeStory() {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0, \"reason\": \"normal_completion\"");
        user.request()
                .get("/meetings/" + meeting + "/history")
                .then()
                .statusCode(200)
                .body("history.to", hasItems("requested", "joining", "awaiting_admission", "active", "completed"))
                .body("history[-1].source", equalTo("bot_callback"))
                .body("history[-1].reason", equalTo("normal_completion"))
                .body("history[-1].exit_code", equalTo(0));
    }

    private String reconfigure() {
        String nativeId = user.meeting(meeting).then().extract().path("native_meeting_id");
        return user.request()
                .body("{\"language\": \"de\"}")
                .put("/bots/google_meet/" + nativeId + "/config")
                .then()
                .statusCode(202)
                .extract()
                .path("command_id");
    }

    private void newAttempt() {
        Database.run("update meetings set attempt = attempt + 1, revision = revision + 1 where id = $1", meeting);
    }

    private void processed(ValidatableResponse answer, String status) {
        answer.statusCode(200)
                .body("status", equalTo("processed"))
                .body("meeting_id", equalTo((int) meeting))
                .body("meeting_status", equalTo(status))
                .body("fenced", nullValue());
    }

    private long revision() {
        return Database.number("select revision from meetings where id = $1", meeting);
    }

    private List<String> history(String kind) {
        return Database.rows(
                        "select coalesce(from_status, '') || '>' || to_status as move from status_transitions "
                                + "where meeting_id = $1 and kind = $2 order by revision, step",
                        meeting,
                        kind)
                .stream()
                .map(row -> row.getString("move"))
                .toList();
    }

    private List<String> reasons(String kind) {
        return Database.rows("select reason from status_transitions where meeting_id = $1 and kind = $2", meeting, kind)
                .stream()
                .map(row -> row.getString("reason"))
                .toList();
    }
}
