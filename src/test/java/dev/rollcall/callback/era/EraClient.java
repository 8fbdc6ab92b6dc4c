package dev.rollcall.callback.era;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.callback.era.Era.Client;
import dev.rollcall.callback.era.Era.GivesUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;

/**
 * Delivers callbacks as the bots of an era do: their URL, their time-outs, their attempts, their idea of success. It does
 * not sleep between attempts but adds up how long such a bot would have.
 */
final class EraClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So that a test ends; bots without a time-out would wait on. */
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    /**
     * What came of one callback.
     *
     * @param secondsLost what the bot waited in vain because of our answers, before its next step
     * @param endsTheJoin the bot gives up its meeting over it
     */
    record Delivery(boolean accepted, double secondsLost, boolean endsTheJoin) {}

    /** @param status null when there was none; @param word the status in the body, empty when there was none */
    private record Answer(Integer status, String word) {
        boolean ok() {
            return status != null && status / 100 == 2;
        }

        boolean deliberate() {
            return status != null && (ok() || status / 100 == 4);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Client client;
    private final String url;
    private final String secret;
    private boolean first = true;

    /** @param url as the bot is given it, ending in /exited for all but the newest, with the token in its query */
    EraClient(Client client, String url, String secret) {
        this.client = client;
        this.url = url;
        this.secret = secret;
    }

    /** A callback of the bot; {@code to} is null for bots that have one path for all. */
    Delivery tell(JsonNode body, String to, int repeats) {
        String path = to == null ? "/status_change" : "/" + to;
        String target = url.replace("/exited", path);
        repeat(target, body, repeats);
        boolean special = first && client.firstWaits() != null;
        first = false;
        List<Double> waits = special
                ? client.firstWaits()
                : client.waitsFor(body.path("status").asText());
        return deliver(target, body, waits, special);
    }

    /** What the bot's container service posts: to the URL as it is, until it hears 2xx. */
    Delivery tellOfContainer(JsonNode body, int repeats) {
        repeat(url, body, repeats);
        double lost = 0;
        for (double wait : List.of(1.0, 5.0, 30.0)) {
            if (post(url, body).ok()) {
                return new Delivery(true, lost, false);
            }
            lost += wait;
        }
        return new Delivery(false, lost, false);
    }

    private void repeat(String target, JsonNode body, int repeats) {
        for (int i = 0; i < repeats; i++) {
            post(target, body);
        }
    }

    private Delivery deliver(String target, JsonNode body, List<Double> waits, boolean anyAnswer) {
        double lost = 0;
        boolean deliberate = false;
        for (int attempt = 0; attempt <= waits.size(); attempt++) {
            Answer answer = post(target, body);
            if (anyAnswer ? answer.status() != null : accepted(answer)) {
                return new Delivery(true, lost, false);
            }
            deliberate |= answer.deliberate();
            lost += answer.status() == null && client.timeoutSeconds() != null ? client.timeoutSeconds() : 0;
            lost += attempt < waits.size() ? waits.get(attempt) : 0;
        }
        return new Delivery(false, lost, endsTheJoin(body.path("status").asText(), deliberate));
    }

    private boolean accepted(Answer answer) {
        return answer.ok() && (client.accepts() == null || client.accepts().contains(answer.word()));
    }

    private boolean endsTheJoin(String status, boolean deliberate) {
        boolean joining = status.equals("joining") || status.equals("awaiting_admission");
        return joining
                && (client.givesUp() == GivesUp.ends_the_join
                        || client.givesUp() == GivesUp.ends_the_join_unless_only_the_network_failed && deliberate);
    }

    private Answer post(String target, JsonNode body) {
        Duration timeout = client.timeoutSeconds() == null ? AT_MOST : Duration.ofSeconds(client.timeoutSeconds());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (client.secretHeader() != null) {
            request.header(client.secretHeader(), secret);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), word(response.body()));
        } catch (HttpTimeoutException e) {
            return new Answer(null, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String word(String body) {
        try {
            return JSON.readTree(body).path("status").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
