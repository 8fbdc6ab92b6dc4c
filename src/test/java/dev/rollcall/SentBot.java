package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;

/**
 * A reference bot that a user has sent through the API of a packaged service: what the API tells of it, and what of it
 * is on this machine.
 *
 * @param folder where the process runtime keeps what it knows of the bot
 */
record SentBot(User user, String platform, String nativeId, long id, String handle, Path folder) {

    /** A busy machine starts a JVM in seconds; what is awaited here usually takes one. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(50);

    /** Sends a bot into a new Google Meet meeting; {@code simulate} is JSON: what it plays. */
    static SentBot playing(User user, LocalServices local, String simulate) {
        return send(user, local, "google_meet", User.newMeet(), ", \"simulate\": " + simulate);
    }

    /** Plays a scenario with a fifth of a second between two steps. */
    static SentBot playingScenario(User user, LocalServices local, String scenario) {
        return playing(user, local, "{\"scenario\": \"%s\", \"step_ms\": 200}".formatted(scenario));
    }

    static SentBot inMeeting(User user, LocalServices local) {
        return playingScenario(user, local, "normal").await("active");
    }

    /** @param more further fields of the order, such as {@code , "passcode": "x"} */
    static SentBot send(User user, LocalServices local, String platform, String nativeId, String more) {
        JsonPath meeting = user.request()
                .body("{\"platform\": \"%s\", \"native_meeting_id\": \"%s\"%s}".formatted(platform, nativeId, more))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String handle = meeting.getString("bot_container_id");
        return new SentBot(
                user,
                platform,
                nativeId,
                meeting.getLong("id"),
                handle,
                ShortLimits.workloads(local).resolve(handle));
    }

    JsonPath meeting() {
        return user.meeting(id).then().statusCode(200).extract().jsonPath();
    }

    String status() {
        return meeting().getString("status");
    }

    /** Waits for one of these statuses; fails at once when the meeting has ended in another. */
    SentBot await(String... statuses) {
        List<String> wanted = List.of(statuses);
        Awaitility.await(String.join(" or ", wanted))
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> {
                    String status = status();
                    if (!wanted.contains(status)
                            && List.of("completed", "failed").contains(status)) {
                        throw new AssertionError("Ended instead of being " + wanted + ": " + history());
                    }
                    return wanted.contains(status);
                });
        return this;
    }

    SentBot awaitThat(ThrowingConsumer<SentBot> assertion) {
        Awaitility.await().atMost(PATIENCE).pollInterval(POLL).untilAsserted(() -> assertion.accept(this));
        return this;
    }

    /** A heartbeat that came after this moment. */
    SentBot awaitHeartbeat(Instant after) {
        return awaitThat(bot -> assertThat(bot.lastHeartbeat()).isAfter(after));
    }

    /** Null before the first. */
    Instant lastHeartbeat() {
        String text = meeting().getString("last_heartbeat_at");
        return text == null ? null : Instant.parse(text);
    }

    Response stop() {
        return user.request().delete(path());
    }

    Response reconfigure(String language) {
        return user.request().body("{\"language\": \"%s\"}".formatted(language)).put(path() + "/config");
    }

    /** A callback as the bot sends them, in its name; {@code more} is JSON after the connection_id. */
    Response callback(String kind, String more) {
        JsonPath config = new JsonPath(read(process(), "environ").replaceFirst("^BOT_CONFIG=", ""));
        return given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", config.getString("internalSecret"))
                .body("{\"connection_id\": \"%s\"%s}".formatted(config.getString("connectionId"), more))
                .post("/bots/internal/callback/" + kind);
    }

    /** The token of its launch, which only its environment holds. */
    String secret() {
        return new JsonPath(read(process(), "environ").replaceFirst("^BOT_CONFIG=", "")).getString("internalSecret");
    }

    /** Under which its launch reports. */
    String connectionId() {
        return new JsonPath(read(process(), "environ").replaceFirst("^BOT_CONFIG=", "")).getString("connectionId");
    }

    private String path() {
        return "/bots/" + platform + "/" + nativeId;
    }

    List<Map<String, Object>> history() {
        return user.request()
                .get("/meetings/" + id + "/history")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("history");
    }

    /** The statuses that it went through, the first included. */
    List<Object> way() {
        return history().stream()
                .filter(row -> row.get("kind").equals("transition"))
                .map(row -> row.get("to"))
                .toList();
    }

    /** What the runtime found when the bot's process had ended: exit_code, reason, last_output. */
    Map<String, Object> evidence() {
        return history().stream()
                .filter(row -> "workload_ended".equals(row.get("reason")))
                .map(row -> (Map<String, Object>) (Map<?, ?>) row.get("error_details"))
                .findFirst()
                .orElse(Map.of());
    }

    /** The bot's own process, waited for. */
    ProcessHandle process() {
        Awaitility.await("the bot's process")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> found().isPresent());
        return found().orElseThrow();
    }

    private Optional<ProcessHandle> found() {
        try {
            String pid = Files.readString(folder.resolve("pid")).split(" ")[0].strip();
            return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** What the bot has printed so far. */
    String output() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (java.nio.file.NoSuchFileException notLaunchedYet) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every process that belongs to it, its wrapper and what it started included: by where they run. */
    List<String> processes() {
        Pattern ours =
                Pattern.compile(Pattern.quote(folder.getParent() + "/") + "\\S*" + Pattern.quote(handle) + "\\b");
        return ProcessHandle.allProcesses()
                .filter(process -> ours.matcher(read(process, "cmdline") + workingFolder(process))
                        .find())
                .map(process -> process.pid() + " " + read(process, "cmdline"))
                .toList();
    }

    private static String workingFolder(ProcessHandle process) {
        try {
            return " " + Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"));
        } catch (IOException gone) {
            return "";
        }
    }

    /** A file of /proc with its zero bytes as spaces; empty when the process is gone or somebody else's. */
    static String read(ProcessHandle process, String what) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), what));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** Waits until it has left neither a process nor a folder, and holds no slot. */
    SentBot awaitNothingLeft() {
        return awaitThat(bot -> {
            assertThat(bot.processes()).isEmpty();
            assertThat(bot.folder()).doesNotExist();
            assertThat(folder.getParent())
                    .isDirectoryNotContaining(path -> path.toString().contains(handle + "-"));
            assertThat(user.request().get("/bots/status").jsonPath().getList("running_bots.id", Long.class))
                    .doesNotContain(id);
        });
    }
}
