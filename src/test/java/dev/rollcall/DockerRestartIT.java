package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.runtime.docker.NeedsDocker;
import dev.rollcall.runtime.docker.OwnEngine;
import dev.rollcall.stage.User;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Docker Engine that is restarted under running bots, as an upgrade of it does. */
@NeedsDocker(ownEngine = true)
class DockerRestartIT {

    private static OwnEngine engine;
    private static LocalServices local;
    private static PackagedService service;

    @BeforeAll
    static void start() {
        engine = OwnEngine.started();
        BotImage.importInto(engine);
        local = LocalServices.shared();
        service = ShortLimits.launch(local, BotImage.settings(engine, "restart"))
                .awaitReady()
                .asTarget();
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void a_restart_of_the_engine_ends_no_meeting_and_hides_no_end() {
        SentBot stays = SentBot.inMeeting(User.withLimit(1), local);
        SentBot leaves = SentBot.inMeeting(User.withLimit(1), local);

        engine.stop();
        Instant away = Instant.now();
        stays.awaitHeartbeat(away.plus(ShortLimits.LEASE)); // several passes of the sweeper
        leaves.stop().then().statusCode(202);
        leaves.awaitThat(left -> assertThat(left.history())
                .anySatisfy(row -> assertThat(row.get("to")).isEqualTo("stopping")));
        engine.start();

        leaves.await("completed")
                .awaitThat(gone -> assertThat(engine.has(leaves.handle())).isFalse());
        stays.awaitHeartbeat(Instant.now());
        assertThat(stays.status()).isEqualTo("active");
        stays.stop().then().statusCode(202);
        stays.await("completed")
                .awaitThat(gone -> assertThat(engine.has(stays.handle())).isFalse());
        assertThat(stays.evidence()).containsEntry("exit_code", 0);
    }
}
