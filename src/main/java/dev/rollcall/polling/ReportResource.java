package dev.rollcall.polling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.polling.PollingApi.Reported;
import dev.rollcall.polling.Reports.Taken;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What bots, and services that work on what they recorded, say of how far they are. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
class ReportResource {

    private final ReportSender sender;
    private final Reports reports;

    ReportResource(ReportSender sender, Reports reports) {
        this.sender = sender;
        this.reports = reports;
    }

    /** Repeats and what comes late are success without effect: whoever reports can do nothing about them. */
    @POST
    @Path("/api/v1/meet/callback/update-status")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<Reported> report(JsonNode body, @Context RoutingContext request) {
        StatusReport report = StatusReport.of(body);
        return sender.check(request, report.botId())
                .chain(() -> reports.take(report))
                .map(taken -> answer(report, taken));
    }

    private static Reported answer(StatusReport report, Taken taken) {
        String status = taken.face().status().wire();
        return new Reported(
                report.botId(),
                status,
                taken.moved() ? "Bot status updated to " + status : "Nothing has changed: the bot is " + status);
    }
}
