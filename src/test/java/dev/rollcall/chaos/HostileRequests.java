package dev.rollcall.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Requests made to do harm, from what the OpenAPI document says of every operation and from what it does not: wrong
 * types, huge numbers, control characters, SQL, tricks with paths and headers, and what belongs to others.
 */
final class HostileRequests {

    /** Some more that bots and other services call, and that the document does not tell. */
    private static final List<String> HIDDEN = List.of(
            "/bots/internal/callback/started",
            "/bots/internal/callback/exited",
            "/bots/internal/callback/status_change",
            "/bots/internal/callback/lifecycle",
            "/bots/internal/callback/heartbeat",
            "/bots/internal/callback/ack",
            "/bots/internal/callback/nothing",
            "/runtime/callback/exited");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "undefined",
            "NaN",
            "-1",
            "0",
            "1e309",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "9".repeat(400),
            "0x7fffffff",
            "true",
            "[]",
            "{}",
            "'",
            "\"",
            "' or '1'='1",
            "'; drop table meetings; --",
            "1; delete from users",
            "1 union all select 1,2,3",
            "$1",
            "%s%n%x",
            "${jndi:ldap://127.0.0.1/x}",
            "#{1+1}",
            "{{7*7}}",
            "<script>alert(1)</script>",
            "../../../etc/passwd",
            "..\\..\\win.ini",
            "/etc/passwd",
            "file:///etc/passwd",
            "http://127.0.0.1:1/",
            "http://[::1]:22/",
            "gopher://x",
            "a\u0000b",
            "a\r\nX-Injected: 1",
            "\u0001\u0002\u001b[31m",
            "\u202egnp.exe",
            "\ud800",
            "\ufeff",
            "ﷺ",
            "é".repeat(300),
            "😀".repeat(200),
            "x".repeat(3_000),
            "abc-defg-hij",
            "google_meet",
            "2026-13-45T99:99:99Z",
            "0001-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "00000000-0000-0000-0000-000000000000");

    private static final List<String> PATH_TRICKS = List.of(
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fadmin%2fusers",
            "..",
            ".",
            "%00",
            "%0d%0aX-Injected:%201",
            "%",
            "%zz",
            "%c0%ae%c0%ae",
            "%252e%252e",
            "%ff%fe",
            ";jsessionid=1",
            "..;",
            "/",
            "//",
            "%2f",
            "%5c",
            "*",
            "~root",
            "a%20b",
            "a+b",
            "%F0%9F%98%80");

    private static final List<String> HEADERS = List.of(
            "X-HTTP-Method-Override: DELETE",
            "X-Original-URL: /admin/users",
            "X-Rewrite-URL: /admin/users",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: javascript",
            "Forwarded: for=127.0.0.1;host=evil",
            "X-User-Id: 1",
            "X-Admin-API-Key:",
            "Accept: text/html",
            "Accept: application/xml;q=0.9",
            "Accept: ;;;,,q=",
            "Accept-Encoding: gzip, bomb",
            "Content-Encoding: gzip",
            "Content-Type: application/xml",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/json; charset=nonsense",
            "Content-Type: /",
            "Range: bytes=0-999999999999999999999",
            "If-None-Match: *",
            "If-Modified-Since: yesterday",
            "Expect: the unexpected",
            "Cookie: session=../../x; $Version=1",
            "Authorization: Bearer e30.e30.",
            "Authorization: Basic OjpvOg==",
            "Origin: null",
            "Idempotency-Key: ' or 1=1 --",
            "Idempotency-Key: " + "k".repeat(5_000),
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "Sec-WebSocket-Key: x",
            "X-Long: " + "h".repeat(7_000),
            "X-Weird: \u0080\u00ff",
            "Host: evil.example");

    /** As text, so that it is broken in the way that is meant. */
    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[]",
            "\"\"",
            "0",
            "{",
            "{}",
            "{}}",
            "[".repeat(2_000),
            "{\"a\":".repeat(600),
            "{\"a\":1,\"a\":2}",
            "{\"__proto__\":{\"admin\":true}}",
            "{\"@class\":\"java.net.URL\"}",
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
            "a=1&b=2",
            "\u0000\u0000",
            "{\"status\":" + "9".repeat(1_500) + "}",
            "\ufeff{}");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One request.
     *
     * @param admin it is sent with the right admin token
     */
    record Hostile(String method, String path, List<String> headers, byte[] body, boolean admin) {

        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.UTF_8);
            return method + " " + shortened(path) + " " + shortened(headers.toString()) + " " + shortened(text);
        }

        private static String shortened(String text) {
            return text.length() < 300 ? text : text.substring(0, 300) + "…";
        }
    }

    /** What can be asked. */
    private record Operation(String method, String path, JsonNode parameters, JsonNode schema) {}

    private final Random random;
    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> ids;
    private final List<String> credentials;
    private final String ownUser;

    /**
     * @param ids words of others and of the attacker that stand in paths: user, meeting and native ids
     * @param credentials header lines that somebody might try; the attacker's own key first
     * @param ownUser the attacker's id, the only user whom requests with the admin token may change
     */
    HostileRequests(Random random, JsonNode document, List<String> ids, List<String> credentials, String ownUser) {
        this.random = random;
        this.document = document;
        this.ids = ids;
        this.credentials = credentials;
        this.ownUser = ownUser;
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fields()
                        .forEachRemaining(operation -> add(path.getKey(), operation.getKey(), operation.getValue())));
        HIDDEN.forEach(path -> operations.add(new Operation("POST", path, JSON.createArrayNode(), null)));
    }

    private void add(String path, String method, JsonNode operation) {
        if (List.of("get", "post", "put", "patch", "delete").contains(method)) {
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            operations.add(new Operation(
                    method.toUpperCase(), path, operation.path("parameters"), schema.isMissingNode() ? null : schema));
        }
    }

    int operations() {
        return operations.size();
    }

    /** One for each trick with a header, so that none depends on luck. */
    List<Hostile> withEachHeader() {
        return HEADERS.stream()
                .map(header -> new Hostile("GET", "/meetings", List.of(credentials.get(0), header), new byte[0], false))
                .toList();
    }

    Hostile next() {
        Operation operation = any(operations);
        boolean admin = random.nextInt(8) == 0;
        String method = random.nextInt(20) == 0
                ? any(List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"))
                : operation.method();
        boolean harmless = method.equals("GET")
                || method.equals("HEAD")
                || operation.path().contains("/users/{");
        admin = admin && harmless;
        List<String> headers = new ArrayList<>();
        headers.add(admin ? "X-Admin-API-Key: admin" : random.nextInt(3) > 0 ? credentials.get(0) : any(credentials));
        if (random.nextInt(3) == 0) {
            headers.add(any(HEADERS));
        }
        String path = path(operation.path(), admin && !method.equals("GET")) + query(operation.parameters());
        return new Hostile(method, path, headers, body(operation.schema()), admin);
    }

    private String path(String template, boolean ownUserOnly) {
        StringBuilder path = new StringBuilder();
        for (String part : template.substring(1).split("/")) {
            path.append('/');
            if (!part.startsWith("{")) {
                path.append(part);
            } else if (ownUserOnly) {
                path.append(ownUser);
            } else {
                path.append(pathValue(part));
            }
        }
        if (!ownUserOnly && random.nextInt(12) == 0) {
            path.insert(random.nextInt(path.length() + 1), "/" + any(PATH_TRICKS));
        }
        return path.toString();
    }

    private String pathValue(String name) {
        if (name.equals("{platform}") && random.nextInt(3) > 0) {
            return random.nextBoolean() ? "google_meet" : "zoom";
        }
        return switch (random.nextInt(4)) {
            case 0 -> encoded(any(TEXTS));
            case 1 -> any(PATH_TRICKS);
            default -> encoded(any(ids));
        };
    }

    private String query(JsonNode parameters) {
        List<String> words = new ArrayList<>();
        parameters.forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && random.nextInt(2) == 0) {
                words.add(parameter.get("name").asText() + "=" + encoded(any(random.nextBoolean() ? TEXTS : ids)));
            }
        });
        if (random.nextInt(10) == 0) {
            words.add(any(List.of("token", "api_key", "user_id", "limit", "limit", "offset", "%zz", "a[]", "=")) + "="
                    + encoded(any(TEXTS)));
        }
        return words.isEmpty() ? "" : "?" + String.join("&", words);
    }

    private byte[] body(JsonNode schema) {
        if (random.nextInt(5) == 0) {
            return any(BODIES).getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode body = schema == null ? callback() : object(resolved(schema), 0);
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        for (int changes = random.nextInt(3); changes > 0 && !names.isEmpty(); changes--) {
            body.set(any(names), value());
        }
        if (random.nextInt(6) == 0) {
            body.set(any(TEXTS), value());
        }
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException loneSurrogate) {
            return body.toString().getBytes(StandardCharsets.UTF_16BE);
        }
    }

    /** What a bot may say. */
    private ObjectNode callback() {
        ObjectNode body = JSON.createObjectNode().put("connection_id", any(ids));
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        Stream.of("status", "reason", "exit_code", "error_details", "container_id", "progress", "acknowledged", "logs")
                .filter(field -> random.nextInt(3) == 0)
                .forEach(field -> fields.put(field, value()));
        body.setAll(fields);
        if (random.nextBoolean()) {
            body.put("status", any(List.of("joining", "active", "completed", "failed", "stopping", "needs_help")));
        }
        return body;
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.createObjectNode();
        schema.path("properties").fields().forEachRemaining(property -> {
            boolean required = schema.path("required").toString().contains('"' + property.getKey() + '"');
            if (required || random.nextInt(3) == 0) {
                object.set(property.getKey(), fitting(resolved(property.getValue()), depth));
            }
        });
        return object;
    }

    /** Something that the schema might take. */
    private JsonNode fitting(JsonNode schema, int depth) {
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.path("examples").size() > 0) {
            return schema.get("examples").get(0);
        }
        String type = schema.path("type").toString();
        if (type.contains("integer") || type.contains("number")) {
            return JSON.getNodeFactory().numberNode(random.nextInt(1_000_000) - 10);
        } else if (type.contains("boolean")) {
            return JSON.getNodeFactory().booleanNode(random.nextBoolean());
        } else if (type.contains("array")) {
            ArrayNode array = JSON.createArrayNode();
            array.add(fitting(resolved(schema.path("items")), depth + 1));
            return array;
        } else if (type.contains("object") && depth < 4) {
            return object(schema, depth + 1);
        }
        return JSON.getNodeFactory().textNode(any(random.nextBoolean() ? TEXTS : ids));
    }

    /** Something that it would rather not. */
    private JsonNode value() {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.getNodeFactory().nullNode();
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.getNodeFactory().numberNode(1e308 * (random.nextBoolean() ? 1 : -1));
            case 3 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> JSON.createArrayNode().add(any(TEXTS)).addNull().add(-1);
            case 5 -> JSON.createObjectNode().put("$ne", any(TEXTS)).putNull("");
            default -> JSON.getNodeFactory().textNode(any(TEXTS));
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
