package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The tokens that open paths of admins, and how far each opens them. */
@Startup // so that two equal tokens are refused at the start, and not at the first request
@ApplicationScoped
class AdminTokens {

    private final String adminToken;
    private final Optional<String> analyticsToken;

    /** @throws IllegalArgumentException when reading alone would open everything */
    AdminTokens(@ConfigProperty(name = "rollcall.admin-token") String adminToken, AnalyticsConfig config) {
        this.adminToken = adminToken;
        this.analyticsToken = config.token();
        if (analyticsToken
                .filter(token -> ConstantTime.equal(adminToken, token))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "rollcall.analytics.token is the same as rollcall.admin-token: choose another one.");
        }
    }

    /** The role of who shows this token; empty for a wrong one. */
    Optional<String> roleOf(String token) {
        if (ConstantTime.equal(adminToken, token)) {
            return Optional.of(ApiKeyAuthentication.ADMIN);
        }
        return analyticsToken
                .filter(expected -> ConstantTime.equal(expected, token))
                .map(expected -> ApiKeyAuthentication.ANALYTICS);
    }
}
