package dev.rollcall.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.standing.NewStandingBot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** The form of a standing bot as it was typed. Empty credentials mean those that are there already. */
record StandingFields(
        @RestForm("connector") String connector,
        @RestForm("category") String category,
        @RestForm("name") String name,
        @RestForm("base_url") String baseUrl,
        @RestForm("is_active") String active,
        @RestForm("client_id") String clientId,
        @RestForm("client_secret") String clientSecret,
        @RestForm("headers") String headers,
        @RestForm("no_headers") String noHeaders,
        @RestForm("expect_status") String expectStatus,
        @RestForm("expect_body") String expectBody,
        @RestForm("expect_first") String expectFirst) {

    private static final String GENERIC = "generic";

    /** As the API takes a new one. */
    NewStandingBot created() {
        ObjectNode credentials = credentials();
        return bot(text(connector), credentials == null ? JsonNodeFactory.instance.objectNode() : credentials);
    }

    /** As the API takes a change: the connector stays, and so do credentials that are not typed anew. */
    NewStandingBot changes() {
        return bot(null, credentials());
    }

    private NewStandingBot bot(String newConnector, ObjectNode credentials) {
        return new NewStandingBot(
                newConnector,
                text(category),
                text(name),
                text(baseUrl),
                given(active),
                credentials,
                GENERIC.equals(connector) ? settings() : null);
    }

    /** Null for none. */
    private ObjectNode credentials() {
        ObjectNode credentials = JsonNodeFactory.instance.objectNode();
        if (GENERIC.equals(connector)) {
            return given(noHeaders) ? credentials : given(headers) ? headers(credentials) : null;
        }
        return given(clientId) || given(clientSecret)
                ? credentials.put("client_id", text(clientId)).put("client_secret", text(clientSecret))
                : null;
    }

    private ObjectNode headers(ObjectNode credentials) {
        ObjectNode values = credentials.putObject("headers");
        headers.lines().filter(StandingFields::given).forEach(line -> {
            int colon = line.indexOf(':');
            values.put(
                    line.substring(0, Math.max(0, colon)).strip(),
                    line.substring(colon + 1).strip());
        });
        return credentials;
    }

    private ObjectNode settings() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        String status = text(expectStatus);
        if (status.matches("\\d{1,6}")) {
            settings.put("expect_status", Integer.parseInt(status));
        } else if (!status.isEmpty()) {
            settings.put("expect_status", status); // so that all is refused at one place
        }
        if (given(expectBody)) {
            settings.put("expect_body", text(expectBody));
        }
        if (given(expectFirst)) {
            settings.put("expect_first", text(expectFirst));
        }
        return settings;
    }

    private static String text(String typed) {
        return typed == null ? "" : typed.strip();
    }

    /** What may stand in the form again: all but the credentials. */
    Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("connector", text(connector));
        shown.put("category", text(category));
        shown.put("name", text(name));
        shown.put("base_url", text(baseUrl));
        shown.put("expect_status", text(expectStatus));
        shown.put("expect_body", text(expectBody));
        shown.put("expect_first", text(expectFirst));
        return shown;
    }

    static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    @Override
    public String toString() {
        return "StandingFields";
    }
}
