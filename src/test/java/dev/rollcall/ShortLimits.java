package dev.rollcall;

import dev.rollcall.local.LocalServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Settings with which a bot's life takes seconds, and the servers that a packaged service uses with them. */
public final class ShortLimits {

    /** Longer than the hiccups of a busy machine, so that no bot dies of them. */
    public static final Duration LEASE = Duration.ofSeconds(3);

    private ShortLimits() {}

    /** What the service is told by system properties. */
    public static Map<String, String> settings(LocalServices local) {
        Map<String, String> settings = new HashMap<>();
        settings.put("rollcall.simulation.enabled", "true");
        settings.put("rollcall.rate.enabled", "false"); // a test asks more often than a client; see OverloadIT
        settings.put("rollcall.process.directory", workloads(local).toString());
        settings.put("rollcall.bot.heartbeat-interval", "500ms");
        settings.put("rollcall.sweep.every", "1s");
        settings.put("rollcall.commands.republish-every", "1s");
        settings.put("rollcall.deadlines.requested", "30s");
        settings.put("rollcall.deadlines.joining", "30s");
        settings.put("rollcall.deadlines.lobby", "60s");
        settings.put("rollcall.deadlines.lobby-grace", "2s");
        settings.put("rollcall.deadlines.lease", LEASE.toSeconds() + "s");
        settings.put("rollcall.deadlines.leave", "2s");
        settings.put("rollcall.deadlines.leave-before-active", "2s");
        settings.put("rollcall.deadlines.terminate-grace", "5s");
        settings.put("rollcall.deadlines.stopping", "20s");
        settings.put("rollcall.deadlines.linger", "3s");
        return settings;
    }

    /** What the service is told by its environment, as in production. */
    public static Map<String, String> environment(LocalServices local) {
        return Map.of(
                "ADMIN_API_TOKEN", "admin",
                "ROLLCALL_SECRET_KEY", local.settings().get("rollcall.secret-key"),
                "DATABASE_URL", local.databaseUrl(),
                "REDIS_URL", local.redisUrl(),
                "SERVICE_ONLY_SECRET", "of-no-concern-to-a-bot");
    }

    public static Path workloads(LocalServices local) {
        return Path.of(local.settings().get("rollcall.process.directory"));
    }

    static PackagedService ready(LocalServices local) {
        return launch(local, Map.of()).awaitReady();
    }

    /** Without waiting for it. @param more settings that go before the usual ones */
    static PackagedService launch(LocalServices local, Map<String, String> more) {
        Map<String, String> settings = settings(local);
        settings.putAll(more);
        return PackagedService.launch(environment(local), settings);
    }
}
