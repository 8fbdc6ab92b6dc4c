package dev.rollcall.dashboard;

import dev.rollcall.dashboard.WebhooksView.Filter;
import dev.rollcall.dashboard.WebhooksView.Line;
import dev.rollcall.webhook.Deliveries;
import dev.rollcall.webhook.DeliveryApi.Delivery;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** How webhooks fare: a user's own, and for admins the system's. Settings are in {@link WebhookForms}. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class WebhooksPage {

    static final String PATH = "/ui/webhooks";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance webhooks(WebhooksView hook);

        static native TemplateInstance delivery(Line line, String payload);

        static native TemplateInstance delivery$live(Line line, String payload);
    }

    private final PageContext page;
    private final Viewer viewer;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Clock clock;

    WebhooksPage(PageContext page, Viewer viewer, Webhooks webhooks, Deliveries deliveries, Clock clock) {
        this.page = page;
        this.viewer = viewer;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    static String pathOf(Delivery delivery) {
        return PATH + "/deliveries/" + delivery.id();
    }

    @GET
    @Path("ui/webhooks")
    public Uni<TemplateInstance> show(
            @RestQuery String status, @RestQuery String meeting, @RestQuery String before, @RestQuery String said) {
        return webhooks.read(viewer.onlyOfUser(), Filter.of(status, meeting, before), Said.of(said))
                .map(Templates::webhooks);
    }

    @GET
    @Path("ui/webhooks/deliveries/{id}")
    public Uni<TemplateInstance> delivery(@RestPath long id) {
        return deliveries.byId(viewer.onlyOfUser(), id).map(this::delivery);
    }

    private TemplateInstance delivery(Delivery delivery) {
        Line line = Line.of(delivery, clock.instant());
        String payload = new JsonObject(delivery.payload()).encodePrettily();
        return page.isPart() ? Templates.delivery$live(line, payload) : Templates.delivery(line, payload);
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks/test")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> test() {
        return deliveries.test(viewer.onlyOfUser()).map(sent -> Answers.goTo(pathOf(sent)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks/deliveries/{id}/redeliver")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> redeliver(@RestPath long id) {
        return deliveries.redeliver(viewer.onlyOfUser(), id).map(sent -> Answers.goTo(pathOf(sent)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks/resume")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> resume(@RestForm String skip) {
        boolean drop = "true".equals(skip);
        return deliveries
                .resume(viewer.onlyOfUser(), drop)
                .map(done -> Answers.goTo((drop ? Said.SKIPPED : Said.RESUMED).at(PATH)));
    }
}
