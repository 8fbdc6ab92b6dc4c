package dev.rollcall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What production needs to be told before it can start, looked at all at once, so that nobody has to start five times to
 * learn of five missing settings. Sentences never repeat a value: it may be a secret.
 */
final class Settings {

    static final int SECRET_KEY_LENGTH = 32;

    private final Function<String, String> property;
    private final Function<String, String> environment;

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Settings(Function<String, String> property, Function<String, String> environment) {
        this.property = property;
        this.environment = environment;
    }

    /**
     * @param property looks a system property up, null when absent
     * @param environment looks an environment variable up, null when absent
     */
    static Settings read(Function<String, String> property, Function<String, String> environment) {
        Settings settings = new Settings(property, environment);
        settings.readAdminToken();
        settings.readAnalyticsToken();
        settings.readSecretKey();
        settings.readFormerSecretKey();
        settings.readDatabase();
        settings.readRedis();
        return settings;
    }

    /** One sentence for each setting that is missing or wrong; empty when the service can start. */
    List<String> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Configuration that follows from the settings, under the names that Quarkus and Rollcall read. */
    Map<String, String> properties() {
        return properties;
    }

    private void readAdminToken() {
        String token = first("rollcall.admin-token", "ADMIN_API_TOKEN");
        if (token == null) {
            problems.add("ADMIN_API_TOKEN is not set: choose the token with which admins manage users.");
        } else {
            set("rollcall.admin-token", token);
        }
    }

    /** It reads statistics only, and is not needed. */
    private void readAnalyticsToken() {
        String token = first("rollcall.analytics.token", "ANALYTICS_API_TOKEN");
        if (token != null && token.equals(first("rollcall.admin-token", "ADMIN_API_TOKEN"))) {
            problems.add("ANALYTICS_API_TOKEN is the same as ADMIN_API_TOKEN: choose another one, since who has it may"
                    + " read statistics and do nothing else.");
        } else if (token != null) {
            set("rollcall.analytics.token", token);
        }
    }

    private void readSecretKey() {
        String key = first("rollcall.secret-key", "ROLLCALL_SECRET_KEY");
        if (key == null) {
            problems.add("ROLLCALL_SECRET_KEY is not set: choose at least " + SECRET_KEY_LENGTH
                    + " random characters, for example from \"openssl rand -hex 32\".");
        } else if (key.length() < SECRET_KEY_LENGTH) {
            problems.add("ROLLCALL_SECRET_KEY is too short: it needs at least " + SECRET_KEY_LENGTH + " characters.");
        } else {
            set("rollcall.secret-key", key);
        }
    }

    /** Only for the time after a change of the key. */
    private void readFormerSecretKey() {
        String key = first("rollcall.former-secret-key", "ROLLCALL_FORMER_SECRET_KEY");
        if (key != null && key.length() < SECRET_KEY_LENGTH) {
            problems.add(
                    "ROLLCALL_FORMER_SECRET_KEY is too short: it is the ROLLCALL_SECRET_KEY of before the change.");
        } else if (key != null) {
            set("rollcall.former-secret-key", key);
        }
    }

    private void readDatabase() {
        boolean jdbc = first("quarkus.datasource.jdbc.url") != null;
        boolean reactive = first("quarkus.datasource.reactive.url") != null;
        String url = first("DATABASE_URL");
        if (jdbc && reactive) {
            return;
        }
        if (url != null) {
            readDatabaseUrl(url);
        } else if (jdbc || reactive) {
            problems.add("Only one of quarkus.datasource.jdbc.url and quarkus.datasource.reactive.url is set:"
                    + " set both, or DATABASE_URL instead.");
        } else {
            problems.add("DATABASE_URL is not set: it names the PostgreSQL database,"
                    + " as in postgres://user:password@host:5432/rollcall.");
        }
    }

    private void readDatabaseUrl(String text) {
        try {
            DatabaseUrl url = DatabaseUrl.parse(text);
            url.properties().forEach(this::set);
            if (!url.ignored().isEmpty()) {
                warnings.add(
                        "DATABASE_URL: these parameters have no effect: " + String.join(", ", url.ignored()) + ".");
            }
        } catch (IllegalArgumentException e) {
            problems.add("DATABASE_URL cannot be used: " + e.getMessage() + ".");
        }
    }

    private void readRedis() {
        String hosts = first("quarkus.redis.hosts");
        String url = first("REDIS_URL");
        if (hosts != null) {
            return;
        }
        if (url == null) {
            problems.add("REDIS_URL is not set: it names the Redis server, as in redis://host:6379.");
        } else if (!url.startsWith("redis://") && !url.startsWith("rediss://")) {
            problems.add("REDIS_URL cannot be used: it has to start with redis:// or rediss://.");
        } else {
            set("quarkus.redis.hosts", url);
        }
    }

    /** The first of these that is set and not blank, as a system property or in the environment. */
    private String first(String... names) {
        for (String name : names) {
            String inEnvironment = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            for (String value : new String[] {property.apply(name), environment.apply(inEnvironment)}) {
                if (value != null && !value.isBlank()) {
                    return value.strip();
                }
            }
        }
        return null;
    }

    /** Escaped, since Quarkus would take "${" in a password for a reference to another setting. */
    private void set(String name, String value) {
        properties.put(name, value.replace("${", "\\${"));
    }
}
