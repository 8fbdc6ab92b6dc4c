package dev.rollcall.runtime;

import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one runtime that {@code rollcall.runtime} names; everybody else injects {@link BotRuntime}. A new runtime is a
 * bean with {@code @Identifier} and a word in {@link RuntimeKind}; the others are never instantiated. No mapping with
 * the prefix "rollcall": it would claim every other key of ours.
 */
class ChosenRuntime {

    /**
     * Made at the start of the service, so that what is wrong with it ends the start and not the first launch. Local
     * processes by default: they need nothing that is not on every machine.
     */
    @Produces
    @Startup
    @ApplicationScoped
    BotRuntime botRuntime(
            @ConfigProperty(name = "rollcall.runtime", defaultValue = "process") String runtime,
            @Any Instance<BotRuntime> runtimes) {
        return runtimes.select(Identifier.Literal.of(RuntimeKind.of(runtime).key()))
                .get();
    }
}
