package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The token of a service beside this one that reports how far bots are. */
@Startup // so that a token that is too short is told at the start
@ApplicationScoped
public class ServiceToken {

    private static final int SHORTEST = 32;

    private final Optional<String> token;
    private final RateLimit rate;

    /** @throws IllegalArgumentException for a token that could be guessed */
    ServiceToken(ServiceTokenConfig config, RateLimit rate) {
        this.token = config.callbackToken();
        this.rate = rate;
        if (token.filter(text -> text.length() < SHORTEST).isPresent()) {
            throw new IllegalArgumentException(
                    "rollcall.polling.callback-token is too short: it needs at least " + SHORTEST + " characters.");
        }
    }

    /** Whether the request shows it as a bearer; a wrong one counts as a guess. False without a bearer. */
    public boolean isShownBy(RoutingContext request) {
        Optional<Credential> shown = Credential.of(request).filter(Credential::isBearer);
        boolean right = shown.isPresent()
                && token.filter(expected ->
                                ConstantTime.equal(expected, shown.get().key()))
                        .isPresent();
        if (shown.isPresent()) {
            rate.lookedUp(right, request);
        }
        return right;
    }
}
