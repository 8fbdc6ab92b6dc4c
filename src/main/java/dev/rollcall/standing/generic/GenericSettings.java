package dev.rollcall.standing.generic;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Printable;
import dev.rollcall.standing.ConnectionSettings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the generic connector makes of a bot's fields.
 *
 * @param headers sent along, and secret: they are credentials
 * @param status that an HTTP service has to answer with; null for any of 200 to 299
 * @param body that has to be in its answer; null for any
 * @param first that has to be in the first message of a socket; null to expect none
 */
record GenericSettings(URI url, Map<String, String> headers, Integer status, String body, String first) {

    private static final String HEADERS = "headers";
    private static final String STATUS = "expect_status";
    private static final String BODY = "expect_body";
    private static final String FIRST = "expect_first";
    private static final Set<String> KNOWN = Set.of(STATUS, BODY, FIRST);
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_VALUE = 4096;
    private static final int MOST_HEADERS = 20;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    /** Decide where a request goes and how it is read: they are not the operator's. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer");

    /** After {@link #check}. */
    static GenericSettings of(ConnectionSettings given) {
        Map<String, String> headers = new TreeMap<>();
        given.credentials()
                .getJsonObject(HEADERS, new JsonObject())
                .forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        JsonObject settings = given.settings();
        return new GenericSettings(
                URI.create(given.baseUrl()),
                headers,
                settings.getInteger(STATUS),
                settings.getString(BODY),
                settings.getString(FIRST));
    }

    static void check(ConnectionSettings given, FieldErrors errors) {
        if (given.credentials() != null) {
            checkCredentials(given.credentials(), errors);
        }
        JsonObject settings = given.settings();
        settings.fieldNames().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> errors.add(
                        "settings." + name, "settings may hold expect_status, expect_body and expect_first."));
        Object status = settings.getValue(STATUS);
        errors.addUnless(
                status == null || status instanceof Integer code && code >= 100 && code <= 599,
                "settings." + STATUS,
                STATUS + " must be a whole number from 100 to 599.");
        checkText(settings, BODY, errors);
        checkText(settings, FIRST, errors);
    }

    private static void checkText(JsonObject settings, String name, FieldErrors errors) {
        Object value = settings.getValue(name);
        errors.addUnless(
                value == null || value instanceof String text && !text.isEmpty() && text.length() <= LONGEST_TEXT,
                "settings." + name,
                name + " must be a text of 1 to " + LONGEST_TEXT + " characters.");
    }

    /** Says which header is wrong, and nothing of its value. */
    private static void checkCredentials(JsonObject credentials, FieldErrors errors) {
        errors.addUnless(
                Set.of(HEADERS).containsAll(credentials.fieldNames()), "credentials", "credentials may hold headers.");
        Object headers = credentials.getValue(HEADERS);
        if (headers == null) {
            return;
        }
        if (!(headers instanceof JsonObject values) || values.size() > MOST_HEADERS) {
            errors.add("credentials.headers", "headers must be an object of at most " + MOST_HEADERS + " texts.");
            return;
        }
        values.forEach(header -> {
            String field = "credentials.headers." + Printable.of(header.getKey());
            errors.addUnless(
                    TOKEN.matcher(header.getKey()).matches()
                            && !OURS.contains(header.getKey().toLowerCase(Locale.ROOT)),
                    field,
                    "A header must have a name such as Authorization.");
            errors.addUnless(
                    header.getValue() instanceof String text
                            && text.length() <= LONGEST_VALUE
                            && !Printable.hasControl(text),
                    field,
                    "A header must be a text of at most " + LONGEST_VALUE + " characters.");
        });
    }

    boolean isSocket() {
        return scheme().equals("ws") || scheme().equals("wss");
    }

    boolean isTls() {
        return scheme().equals("https") || scheme().equals("wss");
    }

    private String scheme() {
        return url.getScheme().toLowerCase(Locale.ROOT);
    }

    int port() {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return isTls() ? 443 : 80;
    }

    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    String target() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Without address and headers. */
    @Override
    public String toString() {
        return "GenericSettings[status=" + status + "]";
    }
}
