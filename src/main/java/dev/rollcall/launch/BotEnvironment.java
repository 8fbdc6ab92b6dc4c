package dev.rollcall.launch;

import dev.rollcall.access.MeetingToken;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.runtime.Workload;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The environment in which a bot is told what to do; the same for a launch and for a trial without the service. */
public final class BotEnvironment {

    private static final Duration LOBBY = Duration.ofMinutes(15);

    private BotEnvironment() {}

    /**
     * A bot that no meeting in a database stands behind.
     *
     * @param order what a user orders, under the API's names; {@code meeting_url} included
     * @param callbackBase where it reaches the one that plays the service, without a slash at the end
     * @param launchToken what it shows there
     */
    public record Trial(
            long meetingId,
            UUID connectionId,
            String platform,
            String nativeId,
            JsonObject order,
            String callbackBase,
            String launchToken,
            String redisUrl,
            Duration heartbeatInterval) {

        @Override
        public String toString() {
            return "Trial[meetingId=" + meetingId + "]"; // the rest holds tokens
        }
    }

    /** What a bot of this profile would be told by the service; its MeetingToken opens nothing anywhere. */
    public static Map<String, String> of(LaunchProfile profile, Trial trial) {
        return of(profile.era(), facts(profile, trial), Map.of());
    }

    /** The variables whose value is the JSON that a bot of this profile reads. */
    public static List<String> configVariables(LaunchProfile profile) {
        return profile.era().configVariables();
    }

    /** @param extra wins over what the era sets, but not over the JSON */
    static Map<String, String> of(BotEra era, BotFacts facts, Map<String, String> extra) {
        String json = ascii(withoutNulls(era.config(facts)).encode());
        Map<String, String> environment = new HashMap<>(era.environment(facts));
        environment.putAll(extra);
        era.configVariables().forEach(variable -> environment.put(variable, json));
        return environment;
    }

    private static BotFacts facts(LaunchProfile profile, Trial trial) {
        LaunchOrder order = new LaunchOrder(
                trial.meetingId(), 1, 1, trial.connectionId(), trial.platform(), trial.nativeId(), null, trial.order());
        return new BotFacts(
                order,
                Workload.handleOf(trial.meetingId(), 1),
                trial.order().getString("bot_name", "Rollcall"),
                trial.callbackBase(),
                trial.launchToken(),
                meetingToken(profile, order),
                trial.redisUrl(),
                leave(profile.leave()),
                trial.heartbeatInterval(),
                new NoServices());
    }

    private static String meetingToken(LaunchProfile profile, LaunchOrder order) {
        ServerKey nobodys = new ServerKey(UUID.randomUUID().toString());
        return new MeetingToken(nobodys, Optional::empty, Clock.systemUTC())
                .issue(
                        new MeetingToken.Launch(
                                order.meetingId(),
                                order.userId(),
                                order.platform(),
                                order.nativeId(),
                                order.connectionId(),
                                order.attempt()),
                        profile.issuer(),
                        profile.tokenLife());
    }

    private static LeaveTimes leave(LeaveTimes usual) {
        return new LeaveTimes(
                usual.waitingRoom() == null ? LOBBY : usual.waitingRoom(), usual.noOneJoined(), usual.everyoneLeft());
    }

    /** In {@code automaticLeave} too; what the user put into {@code simulate} is left alone. */
    private static JsonObject withoutNulls(JsonObject config) {
        config.getMap().values().removeIf(Objects::isNull);
        config.getJsonObject("automaticLeave").getMap().values().removeIf(Objects::isNull);
        return config;
    }

    /** Bots get no locale of ours, and without one Java 18 and newer cannot read other characters from a variable. */
    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        json.chars().forEach(unit -> {
            if (unit < 0x80) {
                ascii.append((char) unit);
            } else {
                ascii.append("\\u%04x".formatted(unit));
            }
        });
        return ascii.toString();
    }

    /** A trial has nobody who transcribes or stores. */
    private record NoServices() implements BotServices {

        @Override
        public Optional<String> transcriptionUrl() {
            return Optional.empty();
        }

        @Override
        public Optional<String> transcriptionToken() {
            return Optional.empty();
        }

        @Override
        public Optional<String> transcriptionModel() {
            return Optional.empty();
        }

        @Override
        public Optional<String> ttsUrl() {
            return Optional.empty();
        }

        @Override
        public Optional<String> recordingUploadUrl() {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> recordingEnabled() {
            return Optional.empty();
        }

        @Override
        public List<String> captureModes() {
            return List.of("audio");
        }
    }
}
