package dev.rollcall.standing;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a bot may connect to an address. Only admins set it, so the text alone is judged, and not what its name resolves
 * to at the time.
 */
public final class BaseUrl {

    private static final String FIELD = "base_url";

    private BaseUrl() {}

    /** http and https. */
    public static void check(FieldErrors errors, String url, OutboundUrl.Rules rules) {
        refusal(url, rules).ifPresent(sentence -> errors.add(FIELD, sentence));
    }

    /** ws and wss, too. */
    public static void checkWithSockets(FieldErrors errors, String url, OutboundUrl.Rules rules) {
        refusal(asHttp(url), rules)
                .ifPresent(sentence -> errors.add(
                        FIELD,
                        sentence.replace("https://", "https:// or wss://").replace("example.org/hook", "example.org")));
    }

    private static Optional<String> refusal(String url, OutboundUrl.Rules rules) {
        return OutboundUrl.refusal(FIELD, url, rules);
    }

    private static String asHttp(String url) {
        if (url == null) {
            return null;
        }
        String start = url.substring(0, Math.min(url.length(), 6)).toLowerCase(Locale.ROOT);
        if (start.startsWith("ws://")) {
            return "http" + url.substring(2);
        }
        return start.startsWith("wss://") ? "https" + url.substring(3) : url;
    }
}
