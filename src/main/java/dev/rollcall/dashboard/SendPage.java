package dev.rollcall.dashboard;

import dev.rollcall.meeting.BotOrders.Taken;
import dev.rollcall.meeting.BotSending;
import dev.rollcall.meeting.MeetingDetails;
import dev.rollcall.platform.Problem;
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
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Sends a bot into a meeting, by a form. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class SendPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance send(SendForm form);
    }

    private final Viewer viewer;
    private final BotSending sending;
    private final MeetingDetails details;

    SendPage(Viewer viewer, BotSending sending, MeetingDetails details) {
        this.viewer = viewer;
        this.sending = sending;
        this.details = details;
    }

    /** @param again the id of an own meeting to fill the form with */
    @GET
    @Path("ui/send")
    public Uni<TemplateInstance> form(@RestQuery Long again) {
        if (again == null || viewer.isAdmin()) {
            return Uni.createFrom().item(page(SendForm.empty()));
        }
        return details.of(again, viewer.onlyOfUser())
                .map(found -> found.orElseThrow(() -> Problem.of(404, "There is no such meeting.")))
                .map(meeting -> page(SendForm.like(meeting)));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/send")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> send(@BeanParam SendFields fields) {
        long userId = viewer.onlyOfUser();
        return SentOnce.waitingFor(() -> sending.send(userId, fields.json(), fields.key()))
                .map(SendPage::sent)
                .onFailure(Problem.class)
                .recoverWithUni(problem -> refused(fields, (Problem) problem));
    }

    private static RestResponse<String> sent(Taken taken) {
        return Answers.goTo(MeetingPage.path(taken.meeting().id()));
    }

    private Uni<RestResponse<String>> refused(SendFields fields, Problem problem) {
        return Answers.page(problem.status(), page(SendForm.refused(fields, problem)));
    }

    private TemplateInstance page(SendForm form) {
        return Templates.send(form.forUser(!viewer.isAdmin(), sending.scenarios()));
    }
}
