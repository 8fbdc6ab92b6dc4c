package dev.rollcall.dashboard;

import dev.rollcall.pipeline.PostMeetingWishes;
import dev.rollcall.platform.Problem;
import dev.rollcall.polling.Triggers;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Sends a bot by a link, to have minutes of the meeting. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class MinutesFormPage {

    @CheckedTemplate(basePath = "dashboard", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance minutesForm(MinutesForm form, Said said);
    }

    private final Viewer viewer;
    private final Triggers triggers;
    private final PostMeetingWishes wishes;

    MinutesFormPage(Viewer viewer, Triggers triggers, PostMeetingWishes wishes) {
        this.viewer = viewer;
        this.triggers = triggers;
        this.wishes = wishes;
    }

    @GET
    @Path("ui/minutes")
    public Uni<TemplateInstance> form(@RestQuery String said) {
        return viewer.isAdmin()
                ? Uni.createFrom().item(Templates.minutesForm(MinutesForm.empty(false, false), Said.NOTHING))
                : wishes.isWanted(viewer.onlyOfUser())
                        .map(runs -> Templates.minutesForm(MinutesForm.empty(true, runs), Said.of(said)));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/minutes/wish")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> wish(@RestForm String wanted) {
        boolean wants = "true".equals(wanted);
        return wishes.want(viewer.onlyOfUser(), wants)
                .map(done -> Answers.goTo((wants ? Said.TASKS_WANTED : Said.TASKS_NOT_WANTED).at(MinutesPage.PATH)));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/minutes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> send(@BeanParam MinutesFields fields) {
        long user = viewer.onlyOfUser();
        return SentOnce.waitingFor(() -> triggers.send(user, fields.json(), fields.key()))
                .map(sent -> Answers.<String>goTo(MinutesPage.path(sent.meetingId())))
                .onFailure(Problem.class)
                .recoverWithUni(problem -> refused(user, fields, (Problem) problem));
    }

    private Uni<RestResponse<String>> refused(long user, MinutesFields fields, Problem problem) {
        return wishes.isWanted(user)
                .chain(runs -> Answers.page(
                        problem.status(),
                        Templates.minutesForm(MinutesForm.refused(fields, problem, runs), Said.NOTHING)));
    }
}
