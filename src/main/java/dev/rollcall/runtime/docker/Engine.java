package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The calls of the Docker Engine API that bots need (docs.docker.com/reference/api/engine). All of them block, for as
 * long as the time-out at most, and fail with {@link EngineUnreachable} when nothing was sent, with {@link EngineRefusal}
 * when the engine says no, and with any other IOException when nobody knows what became of the call.
 */
final class Engine {

    /** Lines asked for: enough for 8 KiB of short ones. */
    private static final int LINES = 1_000;

    /** An engine with more bots than this has never been seen; one that has lists its newest. */
    private static final int LISTED = 5_000;

    /** An engine that does not refuse a stop at once is on it. */
    private static final Duration STOP_TAKEN = Duration.ofMillis(500);

    private final EngineAddress address;
    private final Duration timeout;
    private final ScheduledExecutorService timer;
    private final ObjectMapper json = new ObjectMapper();

    /** Agreed with the engine at the first call, and again after it was away: it may have come back as another one. */
    private volatile ApiVersion version;

    Engine(EngineAddress address, Duration timeout, ScheduledExecutorService timer) {
        this.address = address;
        this.timeout = timeout;
        this.timer = timer;
    }

    /** @return the id of the new container */
    String create(String name, ObjectNode order) throws IOException {
        String path = "/containers/create?name=" + encoded(name);
        return json(call("POST", path, json.writeValueAsBytes(order)))
                .path("Id")
                .asText();
    }

    /** One that runs already stays as it is. */
    void start(String id) throws IOException {
        call("POST", "/containers/" + id + "/start", null);
    }

    /**
     * SIGTERM now, and SIGKILL when the grace has passed: the engine sees to both, whatever becomes of this service.
     * Its answer comes with the container's end, so the connection stays open without anybody waiting for it: engines
     * from 23.0.0 to 24.0.2 take a connection that ends for the end of the grace (moby issue 45731).
     */
    void stop(String id, Duration grace) throws IOException {
        long seconds = grace.plusMillis(999).toSeconds();
        Exchange exchange = request("POST", "/containers/" + id + "/stop?t=" + seconds, null, grace.plus(timeout));
        if (exchange.answersWithin(STOP_TAKEN)) {
            try (exchange) {
                unlessGone(() -> checked(exchange.receive()));
            }
        }
    }

    /** One that does not run, or is gone, needs no signal. */
    void signal(String id, String signal) throws IOException {
        try {
            unlessGone(() -> call("POST", "/containers/" + id + "/kill?signal=" + signal, null));
        } catch (EngineRefusal refusal) {
            if (refusal.status() != 409) {
                throw refusal;
            }
        }
    }

    /** Empty when the engine says that there is no container of this name or id. */
    Optional<Container> inspect(String name) throws IOException {
        try {
            return Optional.of(Container.of(json(call("GET", "/containers/" + encoded(name) + "/json", null))));
        } catch (EngineRefusal refusal) {
            if (refusal.noSuchContainer()) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** The last output, at most 8 KiB; null when there is none. */
    String output(String id) throws IOException {
        String path = "/containers/" + id + "/logs?stdout=true&stderr=true&tail=" + LINES;
        try (Exchange exchange = request("GET", path, null, timeout)) {
            return OutputTail.of(checked(exchange.receive()).body());
        }
    }

    /** An array with Names and State of each, running or ended. */
    JsonNode list(String... labels) throws IOException {
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        addTo(filters, "label", labels);
        return json(call("GET", "/containers/json?all=true&limit=" + LISTED + "&filters=" + encoded(filters), null));
    }

    /** Kills it if it runs. One that is not there, or is being removed, is success. */
    void remove(String id) throws IOException {
        try {
            unlessGone(() -> call("DELETE", "/containers/" + id + "?force=true&v=true", null));
        } catch (EngineRefusal refusal) {
            if (!refusal.alreadyBeingRemoved()) {
                throw refusal;
            }
        }
    }

    /** The engine's clock, which need not be ours. */
    Instant clock() throws IOException {
        try (Exchange exchange = request("GET", "/_ping", null, timeout)) {
            String date = checked(exchange.receive()).headers().getOrDefault("date", "");
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeException notSaid) {
            throw new IOException("The Docker Engine does not tell the time.", notSaid);
        }
    }

    /**
     * The ends of containers as they happen; the caller reads and closes. The version is agreed anew: the stream before
     * may have ended because the engine was replaced by another.
     *
     * @param since also what the engine still knows of, from this second of its clock on
     */
    EngineEvents ends(Instant since, Duration atMost, String... labels) throws IOException {
        version = null;
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        addTo(filters, "type", "container");
        addTo(filters, "event", "die");
        addTo(filters, "label", labels);
        Exchange exchange = request(
                "GET", "/events?since=" + since.getEpochSecond() + "&filters=" + encoded(filters), null, atMost);
        try {
            return new EngineEvents(exchange, checked(exchange.receive()), json);
        } catch (IOException trouble) {
            exchange.close();
            throw trouble;
        }
    }

    private byte[] call(String method, String path, byte[] body) throws IOException {
        try (Exchange exchange = request(method, path, body, timeout)) {
            return checked(exchange.receive()).bytes();
        }
    }

    private Exchange request(String method, String path, byte[] body, Duration atMost) throws IOException {
        ApiVersion agreed = agreedVersion();
        try {
            return send(method, "/v" + agreed + path, body, atMost);
        } catch (IOException trouble) {
            version = null;
            throw trouble;
        }
    }

    private ApiVersion agreedVersion() throws EngineUnreachable {
        ApiVersion agreed = version;
        if (agreed == null) {
            try (Exchange exchange = send("GET", "/version", null, timeout)) {
                JsonNode said = json(checked(exchange.receive()).bytes());
                agreed = ApiVersion.agree(
                        said.path("MinAPIVersion").asText(),
                        said.path("ApiVersion").asText());
                version = agreed;
            } catch (EngineUnreachable away) {
                throw away;
            } catch (IOException trouble) {
                throw new EngineUnreachable(address, trouble);
            }
        }
        return agreed;
    }

    private Exchange send(String method, String path, byte[] body, Duration atMost) throws IOException {
        Exchange exchange = Exchange.open(address, atMost, timer);
        try {
            exchange.send(method, path, body);
            return exchange;
        } catch (IOException trouble) {
            exchange.close();
            throw trouble;
        }
    }

    private Answer checked(Answer answer) throws IOException {
        if (answer.status() >= 200 && answer.status() < 300 || answer.status() == 304) {
            return answer;
        }
        String text = answer.text();
        try {
            text = json.readTree(text).path("message").asText(text);
        } catch (JsonProcessingException plainText) {
            // As it is.
        }
        throw new EngineRefusal(answer.status(), text);
    }

    private JsonNode json(byte[] bytes) throws IOException {
        return json.readTree(bytes);
    }

    private interface Call {
        Object make() throws IOException;
    }

    private static void unlessGone(Call call) throws IOException {
        try {
            call.make();
        } catch (EngineRefusal refusal) {
            if (!refusal.noSuchContainer()) {
                throw refusal;
            }
        }
    }

    private static void addTo(ObjectNode filters, String name, String... values) {
        var array = filters.putArray(name);
        for (String value : values) {
            array.add(value);
        }
    }

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
