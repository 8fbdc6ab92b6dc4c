package dev.rollcall.callback.era;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bots of one time: how they talk, and what they say in the meetings of their lives. Read from
 * src/test/resources/eras, which were written from what these bots put on the wire.
 */
record Era(String era, Client client, List<Conversation> conversations) {

    static final List<String> ALL = List.of("legacy", "c6", "c9", "v0.10.0", "m10.7", "h");

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static Era read(String name) {
        try (InputStream file = Era.class.getResourceAsStream("/eras/" + name + ".json")) {
            return JSON.readValue(file, Era.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How a bot delivers a callback.
     *
     * @param callback what stands at the end of the URL that it is given
     * @param timeoutSeconds what it waits for an answer; null for as long as it takes
     * @param waits seconds before each further attempt, by the status that is told, or "default"; none without
     * @param firstWaits the same for the first callback of a life, for which any answer will do; null when it is no
     *     special one
     * @param accepts the words of an answer's status that it takes for success; null when any 2xx is
     * @param secretHeader the header that its secret travels in besides the URL; null when it knows none
     */
    record Client(
            String callback,
            Integer timeoutSeconds,
            Map<String, List<Double>> waits,
            List<Double> firstWaits,
            Set<String> accepts,
            GivesUp givesUp,
            String secretHeader) {

        List<Double> waitsFor(String status) {
            return waits.getOrDefault(status, waits.getOrDefault("default", List.of()));
        }
    }

    /** What a bot does when a callback was not accepted at any attempt. */
    enum GivesUp {
        goes_on,
        ends_the_join,
        ends_the_join_unless_only_the_network_failed
    }

    /** @param repeats how often each callback arrives besides, its answers being lost on the way; null for none */
    record Conversation(String story, Integer repeats, List<Step> steps, Expectation expect) {}

    /**
     * One of these, the others null.
     *
     * @param bot the body of a callback
     * @param to the callback's path, for bots that have a path for each status
     * @param runtime the body of what the bot's container service posts when the container has ended
     * @param user "stops"
     * @param workload what our own runtime sees of the bot's end
     */
    record Step(JsonNode bot, String to, JsonNode runtime, String user, WorkloadEnd workload) {}

    record WorkloadEnd(Integer exitCode, String reason, String output) {}

    /**
     * @param history "status by source" of each row, with its kind before it unless it is a transition
     * @param botContainerId and {@code logBytesAtLeast} null when they do not matter
     */
    record Expectation(
            String status,
            String completionReason,
            String failureStage,
            Integer exitCode,
            JsonNode errorDetails,
            List<String> history,
            String botContainerId,
            Integer logBytesAtLeast) {}
}
