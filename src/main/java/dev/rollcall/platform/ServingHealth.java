package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready from the moment at which the service is asked to end: balancers look elsewhere while it still serves. */
@Readiness
@ApplicationScoped
class ServingHealth implements HealthCheck {

    private final OrderlyStop stop;

    ServingHealth(OrderlyStop stop) {
        this.stop = stop;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("serving").status(!stop.isEnding()).build();
    }
}
