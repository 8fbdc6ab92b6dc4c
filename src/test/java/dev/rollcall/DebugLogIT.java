package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator who looks for a fault turns the log up; it must not become a list of keys. */
class DebugLogIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    @Test
    void aWholeLifeOfABotPutsNoSecretIntoTheLogEvenWhenEverythingIsLogged() {
        PackagedService service = ShortLimits.launch(LOCAL, Map.of("quarkus.log.level", "DEBUG"))
                .awaitReady()
                .asTarget();
        User user = User.withLimit(1);
        String passcode = "pA55" + User.newMeet().replace("-", "");
        String obf = "0bF" + User.newMeet().replace("-", "");
        SentBot bot = SentBot.send(
                        user,
                        LOCAL,
                        "zoom",
                        String.valueOf(70_000_000_000L + System.nanoTime() % 1_000_000_000),
                        ", \"passcode\": \"%s\", \"zoom_obf_token\": \"%s\", \"simulate\": {\"step_ms\": 100}"
                                .formatted(passcode, obf))
                .await("active");
        String token = bot.secret();
        bot.reconfigure("de").then().statusCode(202);
        bot.callback("heartbeat", "").then().statusCode(200);

        bot.stop().then().statusCode(202);

        bot.await("completed").awaitNothingLeft();
        service.close();
        Map<String, String> environment = ShortLimits.environment(LOCAL);
        List<String> secrets = List.of(
                passcode,
                obf,
                token,
                user.key(),
                LOCAL.password(),
                environment.get("ROLLCALL_SECRET_KEY"),
                environment.get("DATABASE_URL"));
        assertThat(service.log()).contains(" DEBUG ").doesNotContain(secrets);
    }
}
