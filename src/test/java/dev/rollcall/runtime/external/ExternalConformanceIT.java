package dev.rollcall.runtime.external;

import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.Workload;
import dev.rollcall.runtime.external.ExternalConfig.Ids;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole suite, against a service that offers what a bot service may offer: it takes our ids and the environment, can
 * be stopped with a grace, and tells exit code and output. What is true of one that offers less: {@link ExternalRuntimeIT}.
 */
class ExternalConformanceIT extends BotRuntimeConformance {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path directory;

    private PlayedBotService service;
    private final List<ExternalRuntime> made = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startService() throws IOException {
        service = new PlayedBotService(Files.createDirectory(directory.resolve("service")));
        service.takesIds = true;
        service.stops = true;
    }

    @AfterEach
    @Override
    protected void leaveNothingBehind() {
        super.leaveNothingBehind();
        made.forEach(ExternalRuntime::close);
        service.close();
    }

    @AfterAll
    static void close() {
        VERTX.closeAndAwait();
    }

    @Override
    protected BotRuntime runtime(String script) {
        service.script = script;
        ExternalSettings settings = ExternalSettings.plain(service.address(), directory.resolve("records"))
                .with(Ids.OURS)
                .withEnvironment();
        ExternalRuntime runtime = new ExternalRuntime(VERTX, settings, Clock.systemUTC());
        made.add(runtime);
        return runtime;
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> Files.readString(service.log(workload.handle())).contains("ready\n"));
    }
}
