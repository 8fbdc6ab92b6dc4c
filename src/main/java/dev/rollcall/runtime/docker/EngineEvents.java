package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** The engine's events, read as they come. */
final class EngineEvents implements Closeable {

    /** @param at by the engine's clock */
    record End(String name, Instant at) {}

    private final Exchange exchange;
    private final BufferedReader lines;
    private final ObjectMapper json;

    EngineEvents(Exchange exchange, Answer answer, ObjectMapper json) {
        this.exchange = exchange;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        this.json = json;
    }

    /** Waits for the next; empty when the engine has no more to say. */
    Optional<End> next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                JsonNode event = json.readTree(line);
                String name =
                        event.path("Actor").path("Attributes").path("name").asText();
                return Optional.of(
                        new End(name, Instant.ofEpochSecond(event.path("time").asLong())));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
