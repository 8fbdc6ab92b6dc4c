package dev.rollcall;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address of a PostgreSQL database, {@code postgres://user:password@host:port/database?sslmode=…}, in the two forms
 * that the service needs: JDBC for migrations, reactive for all else. Holds the password, hence not a record.
 */
final class DatabaseUrl {

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Not java.net.URI's own, which knows no host with an underscore; container platforms make such names. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:(?<user>[^:@]*)(?::(?<password>[^@]*))?@)?"
            + "(?<host>\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?");

    private final String hostPortDatabase;
    private final String username;
    private final String password;
    private final Map<String, String> parameters;

    private DatabaseUrl(String hostPortDatabase, String username, String password, Map<String, String> parameters) {
        this.hostPortDatabase = hostPortDatabase;
        this.username = username;
        this.password = password;
        this.parameters = parameters;
    }

    /**
     * @throws IllegalArgumentException with a sentence that says what is wrong and repeats nothing of the address, which
     *     may hold a password
     */
    static DatabaseUrl parse(String text) {
        URI uri = uri(text.strip());
        if (!"postgres".equals(uri.getScheme()) && !"postgresql".equals(uri.getScheme())) {
            throw new IllegalArgumentException("it has to start with postgres:// or postgresql://");
        }
        Matcher authority = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        if (!authority.matches()) {
            throw new IllegalArgumentException(
                    "it names no host, or its user or password holds a character that has to be percent-encoded");
        }
        if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
            throw new IllegalArgumentException("it names no database after the host");
        }
        String port = authority.group("port") == null ? "5432" : authority.group("port");
        Map<String, String> parameters = parameters(uri.getRawQuery());
        checkSslMode(parameters.get("sslmode"));
        return new DatabaseUrl(
                authority.group("host") + ":" + port + uri.getRawPath(),
                decode(authority.group("user")),
                decode(authority.group("password")),
                parameters);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL; special characters have to be percent-encoded");
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                if (!parts[0].isEmpty()) {
                    parameters.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
                }
            }
        }
        return parameters;
    }

    private static void checkSslMode(String mode) {
        if (mode != null && !SSL_MODES.contains(mode)) {
            throw new IllegalArgumentException(
                    "its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full");
        }
    }

    /** Unlike URLDecoder alone, which takes a plus sign for a space: in a password it is a plus sign. */
    private static String decode(String text) {
        return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Quarkus' properties for this database. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://" + hostPortDatabase + jdbcQuery());
        properties.put("quarkus.datasource.reactive.url", "postgresql://" + hostPortDatabase);
        put(properties, "quarkus.datasource.username", username);
        put(properties, "quarkus.datasource.password", password);
        String name = parameters.get("application_name");
        put(properties, "quarkus.datasource.reactive.additional-properties.application_name", name);
        String sslMode = parameters.get("sslmode");
        if (sslMode != null) {
            properties.put("quarkus.datasource.reactive.postgresql.ssl-mode", sslMode);
            putTrust(properties, sslMode, parameters.get("sslrootcert"));
        }
        return properties;
    }

    private static void putTrust(Map<String, String> properties, String sslMode, String rootCertificate) {
        if (sslMode.startsWith("verify") && rootCertificate != null) {
            properties.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
            properties.put("quarkus.datasource.reactive.trust-certificate-pem.certs", rootCertificate);
        }
        if (sslMode.equals("verify-full")) {
            properties.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        }
        if (Set.of("allow", "prefer", "require").contains(sslMode)) {
            // What these modes mean everywhere: encrypted, without a look at the certificate.
            properties.put("quarkus.datasource.reactive.trust-all", "true");
        }
    }

    private String jdbcQuery() {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "sslmode", parameters.get("sslmode"));
        put(query, "sslrootcert", parameters.get("sslrootcert"));
        put(query, "ApplicationName", parameters.get("application_name"));
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    /** Parameters that are not carried over: the two drivers do not share them. */
    List<String> ignored() {
        return parameters.keySet().stream()
                .filter(name ->
                        !Set.of("sslmode", "sslrootcert", "application_name").contains(name))
                .toList();
    }

    private static void put(Map<String, String> map, String name, String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
