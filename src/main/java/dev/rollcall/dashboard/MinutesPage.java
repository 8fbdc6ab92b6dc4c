package dev.rollcall.dashboard;

import dev.rollcall.meeting.MeetingDetails;
import dev.rollcall.meeting.MeetingDetails.Details;
import dev.rollcall.pipeline.PipelineResults;
import dev.rollcall.pipeline.PostMeetingWishes;
import dev.rollcall.platform.Problem;
import dev.rollcall.polling.Faces;
import dev.rollcall.polling.Faces.Step;
import dev.rollcall.transcript.TranscriptWindow;
import dev.rollcall.transcript.TranscriptWindow.Window;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The minutes of a meeting: how far they are, step by step, and then what was said and who has to do what. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class MinutesPage {

    static final String PATH = "/ui/minutes";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance minutes(MinutesView view);

        static native TemplateInstance minutes$live(MinutesView view);
    }

    private final PageContext page;
    private final Viewer viewer;
    private final MeetingDetails details;
    private final PostMeetingWishes wishes;
    private final Faces faces;
    private final PipelineResults results;
    private final TranscriptWindow transcript;

    MinutesPage(
            PageContext page,
            Viewer viewer,
            MeetingDetails details,
            PostMeetingWishes wishes,
            Faces faces,
            PipelineResults results,
            TranscriptWindow transcript) {
        this.page = page;
        this.viewer = viewer;
        this.details = details;
        this.wishes = wishes;
        this.faces = faces;
        this.results = results;
        this.transcript = transcript;
    }

    static String path(long meetingId) {
        return PATH + "/" + meetingId;
    }

    /**
     * @param line of the transcript, to begin with
     * @param before a line of the transcript, to end before
     */
    @GET
    @Path("ui/minutes/{id}")
    public Uni<TemplateInstance> show(@RestPath long id, @RestQuery Long line, @RestQuery Long before) {
        return view(id, line, before, null)
                .map(view -> page.isPart() ? Templates.minutes$live(view) : Templates.minutes(view));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/minutes/{id}/run")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> run(@RestPath long id) {
        return meeting(id)
                .chain(own -> wishes.makeNow(own.userId(), id))
                .map(done -> Answers.<String>goTo(path(id)))
                .onFailure(MinutesPage::isRefusal)
                .recoverWithUni(refusal -> view(id, null, null, ((Problem) refusal).detail())
                        .chain(view -> Answers.page(((Problem) refusal).status(), Templates.minutes(view))));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Problem problem && (problem.status() == 409 || problem.status() == 410);
    }

    private Uni<MinutesView> view(long id, Long line, Long before, String problem) {
        return meeting(id)
                .chain(meeting -> step(meeting)
                        .chain(step -> Uni.combine()
                                .all()
                                .unis(results.of(id), said(id, line, before, step))
                                .with((result, said) -> MinutesView.of(
                                        meeting,
                                        !viewer.isAdmin(),
                                        step,
                                        result,
                                        said,
                                        query(line, before),
                                        problem))));
    }

    private Uni<Step> step(Details meeting) {
        return faces.ofMeeting(meeting.userId(), meeting.id()).map(step -> step.orElseThrow(MinutesPage::notFound));
    }

    /** While it goes on, its end is of interest, and then its beginning. */
    private Uni<Window> said(long id, Long line, Long before, Step step) {
        if (line != null) {
            return transcript.from(id, line);
        }
        if (before != null) {
            return transcript.before(id, before);
        }
        return step.status().isFinal() ? transcript.first(id) : transcript.last(id);
    }

    private static String query(Long line, Long before) {
        return line != null ? "?line=" + line : before != null ? "?before=" + before : "";
    }

    private Uni<Details> meeting(long id) {
        return details.of(id, viewer.onlyOfUser()).map(found -> found.orElseThrow(MinutesPage::notFound));
    }

    private static Problem notFound() {
        return Problem.of(404, "There is no such meeting.");
    }
}
