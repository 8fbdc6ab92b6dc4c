package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.chaos.Caller.Answer;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** A user of the API with a key. */
record Tenant(Caller caller, long id, String key) {

    /** @param limit null for none */
    static Tenant withLimit(Caller caller, Integer limit) {
        String email = "tenant-" + UUID.randomUUID() + "@example.org";
        Answer user = made(
                caller, "/admin/users", "{\"email\": \"%s\", \"max_concurrent_bots\": %s}".formatted(email, limit));
        long id = user.json().get("id").asLong();
        Answer token = made(caller, "/admin/users/" + id + "/tokens", null);
        return new Tenant(caller, id, token.json().get("token").asText());
    }

    private static Answer made(Caller caller, String path, String body) {
        return succeeding(() -> caller.admin("POST", path, body));
    }

    /** For what stands before a scenario: a machine out of breath may say 503 at first. */
    private static Answer succeeding(Supplier<Answer> call) {
        Answer answer = call.get();
        for (int tries = 1;
                tries < 20 && List.of(503, Caller.TIMED_OUT, Caller.BROKEN).contains(answer.status());
                tries++) {
            Arena.pause(500);
            answer = call.get();
        }
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        return answer;
    }

    Answer call(String method, String path, String body) {
        return caller.call(method, path, "X-API-Key", key, body);
    }

    /** @param more further fields of the order, such as {@code , "passcode": "x"} */
    Answer send(String nativeId, String more) {
        return call("POST", "/bots", order(nativeId, more));
    }

    /** The id of a meeting that is there for certain, and once. */
    long sent(String nativeId, String more) {
        return succeeding(() -> caller.call(
                        "POST", "/bots", "X-API-Key", key, order(nativeId, more), "Idempotency-Key", nativeId))
                .json()
                .get("id")
                .asLong();
    }

    private static String order(String nativeId, String more) {
        return "{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"%s}".formatted(nativeId, more);
    }

    Answer stop(String nativeId) {
        return call("DELETE", "/bots/google_meet/" + nativeId, null);
    }
}
