package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.chaos.Caller.Answer;
import java.util.UUID;

/** A user of the API with a key. */
record Tenant(Caller caller, long id, String key) {

    /** @param limit null for none */
    static Tenant withLimit(Caller caller, Integer limit) {
        String email = "tenant-" + UUID.randomUUID() + "@example.org";
        Answer user = caller.admin(
                "POST", "/admin/users", "{\"email\": \"%s\", \"max_concurrent_bots\": %s}".formatted(email, limit));
        assertThat(user.status()).as(user.body()).isEqualTo(201);
        long id = user.json().get("id").asLong();
        Answer token = caller.admin("POST", "/admin/users/" + id + "/tokens", null);
        assertThat(token.status()).as(token.body()).isEqualTo(201);
        return new Tenant(caller, id, token.json().get("token").asText());
    }

    Answer call(String method, String path, String body) {
        return caller.call(method, path, "X-API-Key", key, body);
    }

    /** @param more further fields of the order, such as {@code , "passcode": "x"} */
    Answer send(String nativeId, String more) {
        return call(
                "POST",
                "/bots",
                "{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"%s}".formatted(nativeId, more));
    }

    Answer stop(String nativeId) {
        return call("DELETE", "/bots/google_meet/" + nativeId, null);
    }
}
