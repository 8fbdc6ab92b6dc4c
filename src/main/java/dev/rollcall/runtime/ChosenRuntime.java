package dev.rollcall.runtime;

import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

/**
 * The one runtime that {@code rollcall.runtime} names; everybody else injects {@link BotRuntime}. A new runtime is a
 * bean with {@code @Identifier} and a word in {@link RuntimeConfig.Kind}; the others are never instantiated.
 */
class ChosenRuntime {

    /** Made at the start of the service, so that what is wrong with it ends the start and not the first launch. */
    @Produces
    @Startup
    @ApplicationScoped
    BotRuntime botRuntime(RuntimeConfig config, @Any Instance<BotRuntime> runtimes) {
        return runtimes.select(Identifier.Literal.of(config.runtime().key())).get();
    }
}
