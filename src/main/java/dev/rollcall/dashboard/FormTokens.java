package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.ServerKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;

/**
 * What every form of ours carries, and no page of another site can know: an HMAC of the session under the server key. It
 * opens nothing without the cookie.
 */
@ApplicationScoped
class FormTokens {

    static final String FIELD = "_csrf";
    static final String HEADER = "X-CSRF-Token";

    private final ServerKey key;

    FormTokens(ServerKey key) {
        this.key = key;
    }

    String of(Session session) {
        return text(key.hmac(message(session)));
    }

    boolean isOf(Session session, String given) {
        return key.hmacs(message(session)).stream().anyMatch(hmac -> ConstantTime.equal(text(hmac), given));
    }

    private static String message(Session session) {
        return "dashboard/form/" + session.id();
    }

    private static String text(byte[] hmac) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    }
}
