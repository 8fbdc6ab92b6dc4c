package dev.rollcall;

import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drain is the fleet's and not a replica's, and outlives all of them. */
class DrainIT {

    private static final LocalServices LOCAL = LocalServices.shared();
    private static final Map<String, String> WITHOUT_BOTS = Map.of("rollcall.runtime", "none");

    private PackagedService one;
    private PackagedService two;

    @BeforeEach
    void start() {
        one = ShortLimits.launch(LOCAL, WITHOUT_BOTS);
        two = ShortLimits.launch(LOCAL, WITHOUT_BOTS);
        one.awaitReady();
        two.awaitReady();
    }

    @AfterEach
    void stop() {
        two.asTarget();
        turn("{\"draining\": false}");
        one.close();
        two.close();
    }

    @Test
    void aDrainHoldsOnEveryReplicaAndOverARestart() {
        one.asTarget();
        User user = User.withLimit(3);
        user.send(User.newMeet()).then().statusCode(201);

        turn("{\"draining\": true, \"reason\": \"An upgrade.\"}");

        two.asTarget();
        assertRefused(user);
        one.kill();
        two.kill();
        two.start().awaitReady().asTarget();
        assertRefused(user);
        turn("{\"draining\": false}");
        user.send(User.newMeet()).then().statusCode(201);
    }

    private static void turn(String body) {
        User.admin().body(body).put("/admin/drain").then().statusCode(200);
    }

    private static void assertRefused(User user) {
        user.send(User.newMeet())
                .then()
                .statusCode(503)
                .body("detail", equalTo("No new bots at the moment: An upgrade."));
    }
}
