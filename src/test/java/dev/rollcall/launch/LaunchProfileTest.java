package dev.rollcall.launch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.BotToken;
import dev.rollcall.access.MeetingToken;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What bots of each era are told: as a whole (src/test/resources/launch), and by rules. */
@QuarkusTest
class LaunchProfileTest {

    private static final Path GOLDEN = Path.of("src/test/resources/launch");
    private static final UUID CONNECTION = UUID.fromString("8a7e1c52-93a1-4c57-9f35-0d5a1e6a2b11");

    private static final Map<String, String> ALL_SERVICES = Map.of(
            "rollcall.bot.services.transcription-url", "http://whisper:8083",
            "rollcall.bot.services.transcription-token", "s3cret-of-whisper",
            "rollcall.bot.services.transcription-model", "whisper-large-v3",
            "rollcall.bot.services.tts-url", "http://tts:8002",
            "rollcall.bot.services.recording-upload-url", "http://collector:8000/internal/recordings/upload",
            "rollcall.bot.services.capture-modes", "audio,video",
            "rollcall.bot.env.WHISPER_LIVE_URL", "ws://whisper:9090");

    private static final Set<String> EVERY_ERA = Set.of(
            "meeting_id",
            "platform",
            "meetingUrl",
            "botName",
            "nativeMeetingId",
            "connectionId",
            "redisUrl",
            "token",
            "language",
            "task",
            "automaticLeave",
            "reconnectionIntervalMs",
            "transcriptionTier",
            "transcribeEnabled",
            "recordingEnabled",
            "captureModes",
            "recordingUploadUrl",
            "voiceAgentEnabled",
            "defaultAvatarUrl");

    private static final Set<String> SINCE_0_10 = Set.of(
            "meetingApiCallbackUrl",
            "internalSecret",
            "cameraEnabled",
            "videoReceiveEnabled",
            "allowedLanguages",
            "transcriptionServiceUrl",
            "transcriptionServiceToken",
            "authenticated",
            "userdataS3Path",
            "s3Endpoint",
            "s3Bucket",
            "s3AccessKey",
            "s3SecretKey");

    /** All that a bot of the era knows. For h: what every release knows, since it refuses the rest. */
    private static final Map<LaunchProfile, Set<String>> KNOWN = Map.of(
            LaunchProfile.CLASSIC, union(EVERY_ERA, Set.of("container_name", "botManagerCallbackUrl", "obfToken")),
            LaunchProfile.M10, union(EVERY_ERA, SINCE_0_10, Set.of("obfToken")),
            LaunchProfile.H, union(EVERY_ERA, SINCE_0_10, Set.of("container_name", "passcode", "transcriptionModel")));

    /** Without these a bot of the era exits before it has joined. */
    private static final Map<LaunchProfile, Set<String>> REQUIRED = Map.of(
            LaunchProfile.CLASSIC,
                    Set.of(
                            "meeting_id",
                            "platform",
                            "meetingUrl",
                            "botName",
                            "nativeMeetingId",
                            "connectionId",
                            "redisUrl",
                            "token",
                            "automaticLeave",
                            "botManagerCallbackUrl"),
            LaunchProfile.M10,
                    Set.of(
                            "meeting_id",
                            "platform",
                            "meetingUrl",
                            "botName",
                            "nativeMeetingId",
                            "connectionId",
                            "redisUrl",
                            "token",
                            "automaticLeave",
                            "meetingApiCallbackUrl",
                            "internalSecret"),
            LaunchProfile.H,
                    Set.of(
                            "meeting_id",
                            "platform",
                            "meetingUrl",
                            "botName",
                            "connectionId",
                            "redisUrl",
                            "token",
                            "automaticLeave",
                            "meetingApiCallbackUrl",
                            "internalSecret"));

    private static final Set<String> TIMEOUTS =
            Set.of("waitingRoomTimeout", "noOneJoinedTimeout", "everyoneLeftTimeout");

    @Inject
    BotToken launchTokens;

    @ConfigProperty(name = "rollcall.secret-key")
    String serverKey;

    @ConfigProperty(name = "rollcall.admin-token")
    String adminToken;

    static Stream<Arguments> workloads() {
        return Stream.of(LaunchProfile.values())
                .flatMap(profile -> Stream.of(
                        Arguments.of(profile, "full", launch(profile, fullOrder(), ALL_SERVICES)),
                        Arguments.of(profile, "minimum", launch(profile, smallestOrder(), Map.of()))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("workloads")
    void a_bot_of_each_era_is_told_exactly_this(LaunchProfile profile, String order, Workload workload)
            throws IOException {
        Path file = GOLDEN.resolve(word(profile) + "-" + order + ".json");
        String told = pretty(workload);
        if ("write".equals(System.getProperty("launch.golden"))) {
            Files.writeString(file, told);
        }

        assertThat(told)
                .as(
                        "if this is meant: ./mvnw test -Dtest=LaunchProfileTest -Dlaunch.golden=write, and read the difference")
                .isEqualTo(Files.readString(file));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("workloads")
    void a_bot_is_told_what_it_needs_and_nothing_that_it_does_not_know(
            LaunchProfile profile, String order, Workload workload) {
        JsonObject config = config(workload);
        if (profile != LaunchProfile.ROLLCALL) {
            assertThat(KNOWN.get(profile)).containsAll(config.fieldNames());
            assertThat(config.fieldNames()).containsAll(REQUIRED.get(profile));
            assertThat(TIMEOUTS)
                    .containsAll(config.getJsonObject("automaticLeave").fieldNames());
        }
        if (profile == LaunchProfile.CLASSIC || profile == LaunchProfile.M10) {
            assertThat(config.getJsonObject("automaticLeave").fieldNames()).containsAll(TIMEOUTS);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("workloads")
    void the_text_of_a_workload_shows_no_secret(LaunchProfile profile, String order, Workload workload) {
        assertThat(workload.toString())
                .doesNotContain(
                        "s3cret", "secret12", "0bfT0ken", config(workload).getString("token"))
                .doesNotContain(Configured.LAUNCH_TOKENS.of(CONNECTION, 2));
    }

    @Test
    void the_facts_of_a_bot_show_no_secret() {
        BotFacts facts = new BotFacts(
                fullOrder(),
                "handle",
                "name",
                "http://rollcall",
                "launch",
                "meeting",
                "redis://:p@r",
                null,
                null,
                null);
        assertThat(facts.toString()).doesNotContain("secret12", "0bfT0ken", "launch,", "meeting,", "redis://");
    }

    @Test
    void the_newest_bots_find_the_same_under_both_names() {
        Map<String, String> environment =
                launch(LaunchProfile.H, fullOrder(), ALL_SERVICES).environment();
        assertThat(environment.get("VEXA_BOT_CONFIG")).isEqualTo(environment.get("BOT_CONFIG"));
    }

    @ParameterizedTest
    @CsvSource({
        "ROLLCALL, rollcall, 16560",
        "CLASSIC, bot-manager, 16560",
        "M10, meeting-api, 16560",
        "H, meeting-api, 18000"
    })
    void the_meeting_token_is_of_its_era_and_outlives_the_bot(LaunchProfile profile, String issuer, long life) {
        JsonObject claims = claims(launch(profile, smallestOrder(), Map.of()));
        assertThat(claims.getString("iss")).isEqualTo(issuer);
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(life);
    }

    @Test
    void a_bot_that_was_ordered_for_longer_has_a_token_for_longer() {
        LaunchOrder order =
                order("google_meet", null, new JsonObject("{\"automatic_leave\": {\"max_bot_time\": 86400000}}"));
        JsonObject claims = claims(launch(LaunchProfile.H, order, Map.of()));
        assertThat(claims.getLong("exp") - claims.getLong("iat"))
                .isGreaterThan(Duration.ofHours(24).toSeconds());
    }

    @ParameterizedTest
    @EnumSource(LaunchProfile.class)
    void the_meeting_token_names_the_launch(LaunchProfile profile) {
        String token = config(launch(profile, smallestOrder(), Map.of())).getString("token");
        assertThat(Configured.MEETING_TOKENS.verify(token))
                .contains(new MeetingToken.Launch(42, 7, "google_meet", "abc-defg-hij", CONNECTION, 2));
    }

    @Test
    void what_the_operator_puts_into_the_environment_stands() {
        Workload workload = launch(
                LaunchProfile.M10,
                smallestOrder(),
                Map.of(
                        "rollcall.bot.env.NODE_ENV", "development",
                        "rollcall.bot.env.REDIS_URL", "redis://other:6379",
                        "rollcall.bot.env.BOT_CONFIG", "{}"));
        assertThat(workload.environment())
                .containsEntry("NODE_ENV", "development")
                .containsEntry("REDIS_URL", "redis://other:6379");
        assertThat(config(workload).getLong("meeting_id")).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIC,, 300000, 120000, 60000",
        "CLASSIC, 7m, 420000, 420000, 420000",
        "CLASSIC, 2h, 900000, 7200000, 7200000",
        "M10,, 900000, 120000, 900000",
        "ROLLCALL,, 900000, 120000, 60000",
        "H,, 900000,,",
        "H, 7m, 420000, 420000, 420000"
    })
    void the_operator_says_when_bots_leave_and_else_their_era_does(
            LaunchProfile profile, String configured, Long lobby, Long noOneJoined, Long everyoneLeft) {
        Map<String, String> settings = configured == null
                ? Map.of()
                : Map.of(
                        "rollcall.bot.waiting-room-timeout", configured,
                        "rollcall.bot.no-one-joined-timeout", configured,
                        "rollcall.bot.everyone-left-timeout", configured);
        JsonObject leave = config(launch(profile, smallestOrder(), settings)).getJsonObject("automaticLeave");
        assertThat(leave.getLong("waitingRoomTimeout")).isEqualTo(lobby);
        assertThat(leave.getLong("noOneJoinedTimeout")).isEqualTo(noOneJoined);
        assertThat(leave.getLong("everyoneLeftTimeout")).isEqualTo(everyoneLeft);
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIC,,, false", "M10,,, false", "H,,, false", // nowhere to upload to
        "CLASSIC, http://up/load,, false", "M10, http://up/load,, true", "H, http://up/load,, true",
        "CLASSIC, http://up/load, true, true", "M10, http://up/load, false, false", "H, http://up/load, false, false"
    })
    void bots_record_unasked_as_their_era_did_where_there_is_a_place_to_upload_to(
            LaunchProfile profile, String uploadUrl, String configured, boolean records) {
        Map<String, String> settings = new HashMap<>();
        if (uploadUrl != null) {
            settings.put("rollcall.bot.services.recording-upload-url", uploadUrl);
        }
        if (configured != null) {
            settings.put("rollcall.bot.services.recording-enabled", configured);
        }
        assertThat(config(launch(profile, smallestOrder(), settings)).getBoolean("recordingEnabled"))
                .isEqualTo(records);
        LaunchOrder asked = order("google_meet", null, new JsonObject().put("recording_enabled", !records));
        assertThat(config(launch(profile, asked, settings)).getBoolean("recordingEnabled"))
                .isEqualTo(!records);
    }

    @ParameterizedTest
    @EnumSource(LaunchProfile.class)
    void the_callback_url_of_each_era_is_accepted_as_its_bots_use_it(LaunchProfile profile) {
        User user = User.withLimit(1);
        long meeting = user.sent();
        Workload workload = launchOf(profile, user, meeting);
        for (String status : new String[] {"joining", "awaiting_admission", "active"}) {
            assertThat(report(profile, config(workload), status).statusCode()).isEqualTo(200);
            assertThat(user.status(meeting)).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource(LaunchProfile.class)
    void no_key_that_opens_more_than_the_launch_is_told(LaunchProfile profile) {
        User user = User.withLimit(1);
        String told = launchOf(profile, user, user.sent()).environment().toString();
        assertThat(told).doesNotContain(user.key(), serverKey);
        assertThat(told).doesNotContainPattern("[\"=]" + adminToken + "[\",}]");
    }

    /** As the bots do: all but the newest look for "/exited" in the URL and put the name of the callback there. */
    private static Response report(LaunchProfile profile, JsonObject config, String status) {
        String url = switch (profile) {
            case CLASSIC -> config.getString("botManagerCallbackUrl").replaceFirst("/exited", "/status_change");
            case ROLLCALL, M10 -> config.getString("meetingApiCallbackUrl").replaceFirst("/exited", "/status_change");
            case H -> config.getString("meetingApiCallbackUrl");
        };
        return given().contentType(ContentType.JSON)
                .urlEncodingEnabled(false)
                .body("{\"connection_id\": \"%s\", \"status\": \"%s\"}"
                        .formatted(config.getString("connectionId"), status))
                .post(url);
    }

    private Workload launchOf(LaunchProfile profile, User user, long meeting) {
        LaunchOrder order = new LaunchOrder(
                meeting, user.id(), 1, Bot.of(meeting).connectionId(), "google_meet", "abc-defg-hij", null, link());
        Map<String, String> settings = Map.of(
                "rollcall.bot.profile",
                word(profile),
                "rollcall.bot.callback-base-url",
                "http://localhost:" + RestAssured.port);
        return Configured.with(settings, launchTokens).workload(order);
    }

    private static Workload launch(LaunchProfile profile, LaunchOrder order, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("rollcall.bot.profile", word(profile));
        return Configured.with(all).workload(order);
    }

    private static LaunchOrder smallestOrder() {
        return order("google_meet", null, link());
    }

    private static JsonObject link() {
        return new JsonObject()
                .put("meeting_url", "https://meet.google.com/abc-defg-hij")
                .put("transcription_tier", "realtime");
    }

    private static LaunchOrder fullOrder() {
        return new LaunchOrder(42, 7, 2, CONNECTION, "zoom", "1234567890", Duration.ofMinutes(3), new JsonObject("""
                {
                  "meeting_url": "https://zoom.us/j/1234567890?pwd=secret12",
                  "passcode": "secret12",
                  "bot_name": "Zoë",
                  "language": "de",
                  "task": "transcribe",
                  "transcription_tier": "deferred",
                  "recording_enabled": true,
                  "transcribe_enabled": false,
                  "voice_agent_enabled": true,
                  "default_avatar_url": "https://example.org/a.png",
                  "zoom_obf_token": "0bfT0ken",
                  "automatic_leave": {"max_bot_time": 7200000, "max_time_left_alone": 5000, "no_one_joined_timeout": 6000},
                  "simulate": {"scenario": "normal"}
                }
                """));
    }

    private static LaunchOrder order(String platform, Duration lobby, JsonObject bot) {
        return new LaunchOrder(42, 7, 2, CONNECTION, platform, "abc-defg-hij", lobby, bot);
    }

    /** The variables in alphabetical order, and the JSON among them as it was made. */
    private static String pretty(Workload workload) {
        JsonObject told = new JsonObject();
        new TreeMap<>(workload.environment())
                .forEach((name, value) -> told.put(name, name.endsWith("BOT_CONFIG") ? new JsonObject(value) : value));
        return told.encodePrettily().replace(System.lineSeparator(), "\n") + "\n";
    }

    private static JsonObject config(Workload workload) {
        return new JsonObject(workload.environment().get("BOT_CONFIG"));
    }

    private static JsonObject claims(Workload workload) {
        String payload = config(workload).getString("token").split("\\.")[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    private static String word(LaunchProfile profile) {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        Set<String> all = new HashSet<>();
        Stream.of(sets).forEach(all::addAll);
        return all;
    }
}
