package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.platform.FleetAlert;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Received;
import dev.rollcall.stage.User;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators are told of the fleet, each change once. */
@QuarkusTest
class FleetWatchTest {

    @Inject
    @Any
    Instance<FleetAlert> alerts;

    private final AtomicBoolean onFire = new AtomicBoolean();
    private Receiver receiver;
    private Post post;
    private DeliveryConfig config;

    private final FleetAlert fire = new FleetAlert() {
        @Override
        public String name() {
            return "test_fire";
        }

        @Override
        public String nameOfEnd() {
            return "test_fire_out";
        }

        @Override
        public Uni<Look> look() {
            return Uni.createFrom().item(new Look(onFire.get(), Map.of("engines", 2)));
        }
    };

    @BeforeEach
    void aSystemWebhook() {
        receiver = Receiver.start();
        Object[] settings = {
            "systemUrl", Optional.of(receiver.url()),
            "systemSecret", Optional.of("of the system"),
            "alertCalm", Duration.ofMillis(200)
        };
        post = Post.open(settings);
        config = Post.config(settings);
        Database.run("delete from fleet_alerts");
    }

    @AfterEach
    void close() {
        post.close();
        receiver.close();
    }

    @Test
    void an_alert_is_told_once_when_it_begins_and_once_when_it_ends() {
        onFire.set(true);
        AtOnce.times(8, i -> watch(fire));
        watch(fire);
        onFire.set(false);
        await().until(() -> {
            AtOnce.times(4, i -> watch(fire));
            return Database.number("select count(*) from fleet_alerts where not raised") == 1;
        });

        await().untilAsserted(() -> assertThat(receiver.received()).hasSize(2));
        assertThat(receiver.received())
                .extracting(Received::type)
                .containsExactly("fleet.test_fire", "fleet.test_fire_out");
        assertThat(receiver.received()).allMatch(one -> one.isSignedWith("of the system"));
        assertThat(receiver.received().get(0).json().getJsonObject("data").getMap())
                .containsEntry("alert", "test_fire")
                .containsEntry("raised", true);
        User.admin()
                .get("/admin/webhook/deliveries")
                .then()
                .statusCode(200)
                .body("deliveries.receiver", equalTo(List.of("system", "system")));
    }

    @Test
    void a_breaker_that_holds_and_a_sweeper_that_is_late_are_told() {
        try {
            await().untilAsserted(() -> {
                // each time: the service's own sweeper is alive, and writes so
                Database.run("update sweep_state set held = 12, last_pass_at = clock_timestamp() - interval '1 hour'");
                alerts.forEach(this::watch);
                assertThat(receiver.received())
                        .extracting(Received::type)
                        .contains("fleet.breaker_held", "fleet.sweeper_late")
                        .doesNotContain("fleet.redis_down");
            });
        } finally {
            Database.run("update sweep_state set held = 0, last_pass_at = clock_timestamp()");
        }
    }

    @Test
    void launches_that_fail_are_told_when_there_are_too_many() {
        Database.run("update status_transitions set at = at - interval '1 hour'");
        User user = User.withoutLimit();
        for (int i = 0; i < 5; i++) {
            Database.run("""
                    insert into status_transitions (
                        meeting_id, revision, step, kind, from_status, to_status, source, attempt)
                    values ($1, 99, 0, 'transition', 'requested', 'failed', 'runtime', 1)
                    """, user.sent());
        }

        alerts.forEach(this::watch);

        await().untilAsserted(() ->
                assertThat(receiver.received()).extracting(Received::type).contains("fleet.launches_failing"));
        Database.run("update status_transitions set at = at - interval '1 hour'");
    }

    @Test
    void a_test_goes_to_the_systems_webhook() {
        Delivery test = Post.done(new Deliveries(Post.bean(Pool.class), Post.bean(Courier.class), config).test(null));

        assertThat(test.receiver()).isEqualTo("system");
        await().untilAsserted(() ->
                assertThat(receiver.received()).extracting(Received::type).containsExactly("webhook.test"));
    }

    @Test
    void a_test_without_an_address_is_refused() {
        User.admin()
                .post("/admin/webhook/test")
                .then()
                .statusCode(404)
                .body("detail", containsString("rollcall.webhooks.system-url"));
    }

    @Test
    void the_systems_webhook_is_no_users_business() {
        User.withLimit(1).request().get("/admin/webhook/deliveries").then().statusCode(403);
    }

    private Void watch(FleetAlert alert) {
        FleetWatch watch =
                new FleetWatch(Post.bean(Pool.class), Post.bean(Courier.class), List.of(alert), List.of(), config);
        return Post.done(watch.watch());
    }
}
