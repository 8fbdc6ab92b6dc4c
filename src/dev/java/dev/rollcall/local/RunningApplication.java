package dev.rollcall.local;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Whether an application in this JVM still uses the embedded servers, told across its class loaders. */
@ApplicationScoped
class RunningApplication {

    private static final String PROPERTY = "rollcall.local.application-running";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    void started(@Observes @Priority(1) StartupEvent event) {
        System.setProperty(PROPERTY, "true");
    }

    void ended(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        System.clearProperty(PROPERTY);
    }

    static void awaitEnd() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.getProperty(PROPERTY) != null && System.nanoTime() < deadline) {
            ProcessIdentity.pause();
        }
    }
}
