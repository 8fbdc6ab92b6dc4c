package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Where jitter comes from: whoever needs it has a {@link RandomGenerator} injected, so that tests can set it. Not for
 * secrets.
 */
class Chance {

    @Produces
    @ApplicationScoped
    RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
