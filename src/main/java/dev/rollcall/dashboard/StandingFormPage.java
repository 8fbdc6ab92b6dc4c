package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import dev.rollcall.standing.Connectors;
import dev.rollcall.standing.StandingOrders;
import dev.rollcall.standing.StandingQueries;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Makes and changes standing bots by a form, by the same checks as the API. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class StandingFormPage {

    @CheckedTemplate(basePath = "dashboard", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance standingForm(StandingForm form);
    }

    private final StandingQueries bots;
    private final StandingOrders orders;
    private final Connectors connectors;

    StandingFormPage(StandingQueries bots, StandingOrders orders, Connectors connectors) {
        this.bots = bots;
        this.orders = orders;
        this.connectors = connectors;
    }

    @GET
    @Path("ui/standing-bots/new")
    public TemplateInstance form() {
        return Templates.standingForm(StandingForm.empty(connectors.names()));
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> create(@BeanParam StandingFields fields) {
        return Uni.createFrom()
                .deferred(() -> orders.create(fields.created()))
                .map(bot -> Answers.<String>goTo(Said.STANDING_CREATED.at(StandingPage.path(bot.id()))))
                .onFailure(StandingFormPage::isAboutTheForm)
                .recoverWithUni(problem -> refused(StandingForm.empty(connectors.names()), fields, (Problem) problem));
    }

    @GET
    @Path("ui/standing-bots/{id}/edit")
    public Uni<TemplateInstance> edit(@RestPath long id) {
        return bots.byId(id).map(bot -> Templates.standingForm(StandingForm.of(bot)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/edit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> change(@RestPath long id, @BeanParam StandingFields fields) {
        return bots.byId(id)
                .chain(former -> Uni.createFrom()
                        .deferred(() -> orders.change(id, fields.changes()))
                        .map(bot -> Answers.<String>goTo(Said.STANDING_CHANGED.at(StandingPage.path(id))))
                        .onFailure(StandingFormPage::isAboutTheForm)
                        .recoverWithUni(problem -> refused(StandingForm.of(former), fields, (Problem) problem)));
    }

    private static Uni<RestResponse<String>> refused(StandingForm form, StandingFields fields, Problem problem) {
        return Answers.page(problem.status(), Templates.standingForm(form.refused(fields, problem)));
    }

    private static boolean isAboutTheForm(Throwable failure) {
        return failure instanceof Problem problem && (problem.status() == 422 || problem.status() == 409);
    }
}
