package dev.rollcall.dashboard;

import dev.rollcall.drain.DrainSwitch;
import dev.rollcall.fleet.FleetActivity;
import dev.rollcall.fleet.FleetOverview;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;

/** The fleet for admins: what there is, what needs a look, and how the service itself is. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class FleetPage {

    /** Three heartbeats missed: late enough not to cry wolf, and before the lease of two minutes is over. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private static final int MOST_TROUBLED = 50;

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance fleet(FleetView fleet);

        static native TemplateInstance fleet$live(FleetView fleet);
    }

    private final PageContext page;
    private final FleetOverview overview;
    private final FleetActivity activity;
    private final DrainSwitch drain;
    private final ServiceHealth health;

    FleetPage(
            PageContext page, FleetOverview overview, FleetActivity activity, DrainSwitch drain, ServiceHealth health) {
        this.page = page;
        this.overview = overview;
        this.activity = activity;
        this.drain = drain;
        this.health = health;
    }

    @GET
    @Path("ui/fleet")
    public Uni<TemplateInstance> show() {
        return Uni.combine()
                .all()
                .unis(
                        overview.live(),
                        activity(),
                        overview.troubled(SILENCE, MOST_TROUBLED),
                        drain.read(),
                        health.lines())
                .with(FleetView::of)
                .map(fleet -> page.isPart() ? Templates.fleet$live(fleet) : Templates.fleet(fleet));
    }

    /** The one query that reads a whole day: without it the page shows what is now. */
    private Uni<List<Sparkline>> activity() {
        return activity.lastDay().map(Activity::of).onFailure().recoverWithItem(List.of());
    }
}
