package dev.rollcall.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a bot meets: a control plane of its own for each test and a real Redis for each class. Bots are real processes.
 * After each test it ends those that are left, and looks for secrets in all that they have printed.
 */
final class BotStage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final String TOKEN = "token-of-this-launch";
    static final String INTERNAL_SECRET = "internal-secret-of-this-launch";
    static final String PASSCODE = "passcode-of-the-meeting";

    final RedisForTests redis = new RedisForTests();
    private final List<BotProcess> bots = new ArrayList<>();
    private ControlPlane controlPlane;

    /** The control plane of the test that runs now. */
    ControlPlane controlPlane() {
        return controlPlane;
    }

    /** A configuration that works, with short times. Start it as it is, or change it before. */
    BotConfig config() {
        return new BotConfig(controlPlane.callbackUrl(TOKEN), redis.url());
    }

    BotProcess start(BotConfig config) {
        return startRaw(config.json());
    }

    /** @param botConfig null for no such variable at all */
    BotProcess startRaw(String botConfig) {
        BotProcess bot = BotProcess.start(botConfig);
        bots.add(bot);
        return bot;
    }

    /** A bot that is in the meeting and hears commands on both ways. */
    BotProcess startActive(BotConfig config) {
        BotProcess bot = start(config);
        controlPlane.awaitStatus("active");
        redis.awaitSubscribers(config.meetingChannel(), 1);
        return bot;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        redis.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        controlPlane = new ControlPlane();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        bots.forEach(BotProcess::kill);
        controlPlane.close();
        assertThat(bots.stream().map(BotProcess::output))
                .allSatisfy(output -> assertThat(output)
                        .doesNotContain(TOKEN, INTERNAL_SECRET, PASSCODE, RedisForTests.PASSWORD)
                        .doesNotContain("Exception in thread"));
        bots.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        redis.stop();
    }
}
