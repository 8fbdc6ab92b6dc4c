package dev.rollcall.platform;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the service is, for people and monitors. Kubernetes asks /q/health/live, /ready and /started instead. */
@Path("/health")
@Tag(name = "Health")
class HealthResource {

    private final List<HealthPart> parts;
    private final String version;

    HealthResource(@All List<HealthPart> parts, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.parts = parts;
        this.version = version;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "healthy, degraded (still serving) or unhealthy (503)")
    public Uni<Response> health() {
        return Uni.join()
                .all(parts.stream().map(HealthPart::ask).toList())
                .andFailFast()
                .map(this::answer);
    }

    private Response answer(List<HealthPart.Fact> facts) {
        boolean serving = facts.stream().allMatch(fact -> fact.healthy() || !fact.needed());
        boolean well = facts.stream().allMatch(HealthPart.Fact::healthy);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("status", well ? "healthy" : serving ? "degraded" : "unhealthy");
        for (int i = 0; i < parts.size(); i++) {
            shown.put(parts.get(i).name(), facts.get(i).shown());
        }
        shown.put("version", version);
        return Response.status(serving ? 200 : 503).entity(shown).build();
    }
}
