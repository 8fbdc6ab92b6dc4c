package dev.rollcall.local;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The demo user, and the banner that shows what can be done with it. In development only, see {@link DevStart}. */
@ApplicationScoped
class Demo {

    private static final String BANNER_SHOWN = "rollcall.local.banner-shown";
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);

    private final boolean wanted;
    private final String jwtSecret;
    private final Pool pool;

    Demo(
            @ConfigProperty(name = DevStart.DEMO, defaultValue = "false") boolean wanted,
            @ConfigProperty(name = "rollcall.jwt.secret", defaultValue = "") String jwtSecret,
            Pool pool) {
        this.wanted = wanted;
        this.jwtSecret = jwtSecret;
        this.pool = pool;
    }

    void createUser(@Observes StartupEvent event) {
        if (wanted) {
            pool.query("""
                            with demo as (
                                insert into users (email, name, max_concurrent_bots, external_id)
                                values ('demo@example.com', 'Demo', 3, 'demo')
                                on conflict do nothing
                                returning id
                            )
                            insert into api_tokens (user_id, token_hash, name)
                            select id, sha256('demo'), 'demo'
                            from demo
                            on conflict do nothing
                            """).execute().await().atMost(Duration.ofSeconds(10));
        }
    }

    void showBanner(@ObservesAsync HttpServerStart event) {
        // Once, and not after each live reload.
        if (wanted && System.setProperty(BANNER_SHOWN, "true") == null) {
            System.out.print(banner(awaitReady(), DemoToken.of("demo", jwtSecret)));
            System.out.flush();
        }
    }

    /** So that the banner comes after the lines that Quarkus logs at the end of its start, and promises what is true. */
    private static String awaitReady() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady(url()) && System.nanoTime() < deadline) {
            ProcessIdentity.pause();
        }
        return url();
    }

    /** With the port that is really used: Quarkus writes it over the 0 that asks for a free one. */
    private static String url() {
        return "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }

    private static boolean isReady(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
                    .timeout(READY_WITHIN)
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException | IllegalArgumentException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    static String banner(String url, String token) {
        return """

                Rollcall is ready at %1$s
                Send a bot into a meeting (the API key "demo" may have 3 at a time):

                  curl -s -X POST %1$s/bots -H 'X-API-Key: demo' -H 'Content-Type: application/json' \
                -d '{"platform":"google_meet","native_meeting_id":"abc-defg-hij"}'

                See what it does, and make it leave:

                  curl -s %1$s/bots/status -H 'X-API-Key: demo'
                  curl -s %1$s/meetings -H 'X-API-Key: demo'
                  curl -s %1$s/meetings/1/history -H 'X-API-Key: demo'
                  curl -s -X DELETE %1$s/bots/google_meet/abc-defg-hij -H 'X-API-Key: demo'

                Or poll it as a frontend does, with a token of its user's login (docs/polling.md), good for a day:

                  curl -s -X POST %1$s/api/v1/meet/trigger -H 'Authorization: Bearer %2$s' \
                -H 'Content-Type: application/json' -d '{"meet_url":"https://meet.google.com/xyz-abcd-efg"}'

                See it in a browser: %1$s/ (log in with "demo", or with "admin" for the whole fleet)
                All that the API can do: %1$s/q/swagger-ui (the admin token is "admin")

                """.formatted(url, token);
    }
}
