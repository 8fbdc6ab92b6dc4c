package dev.rollcall.dashboard;

import dev.rollcall.command.CommandLog;
import dev.rollcall.command.Reconfigurations;
import dev.rollcall.command.Reconfigurations.BotSettings;
import dev.rollcall.explain.Explanations;
import dev.rollcall.fleet.FleetStops;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.logs.LogsApi.Logs;
import dev.rollcall.logs.LogsQueries;
import dev.rollcall.meeting.MeetingDetails;
import dev.rollcall.meeting.MeetingDetails.Details;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.meeting.MeetingQueries;
import dev.rollcall.meeting.MeetingStops;
import dev.rollcall.meeting.Redaction;
import dev.rollcall.platform.Problem;
import dev.rollcall.webhook.Deliveries;
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
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** One meeting: what happened, why, what comes next, and what can be done about it. */
@Path("/")
@Page
@RolesAllowed({"user", "admin"})
@Produces(MediaType.TEXT_HTML)
class MeetingPage {

    private static final String MOST_DELIVERIES = "20";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance meeting(MeetingView view);

        static native TemplateInstance meeting$live(MeetingView view);

        static native TemplateInstance forget(Details meeting, String title, String platform, String problem);
    }

    private final PageContext page;
    private final Viewer viewer;
    private final MeetingDetails details;
    private final MeetingQueries meetings;
    private final Explanations explanations;
    private final CommandLog commands;
    private final LogsQueries logs;
    private final Deliveries deliveries;
    private final MeetingStops stops;
    private final FleetStops stopsOfAdmins;
    private final Reconfigurations reconfigurations;
    private final Redaction redaction;
    private final Clock clock;

    MeetingPage(
            PageContext page,
            Viewer viewer,
            MeetingDetails details,
            MeetingQueries meetings,
            Explanations explanations,
            CommandLog commands,
            LogsQueries logs,
            Deliveries deliveries,
            MeetingStops stops,
            FleetStops stopsOfAdmins,
            Reconfigurations reconfigurations,
            Redaction redaction,
            Clock clock) {
        this.page = page;
        this.viewer = viewer;
        this.details = details;
        this.meetings = meetings;
        this.explanations = explanations;
        this.commands = commands;
        this.logs = logs;
        this.deliveries = deliveries;
        this.stops = stops;
        this.stopsOfAdmins = stopsOfAdmins;
        this.reconfigurations = reconfigurations;
        this.redaction = redaction;
        this.clock = clock;
    }

    static String path(long id) {
        return MeetingsPage.PATH + "/" + id;
    }

    @GET
    @Path("ui/meetings/{id}")
    public Uni<TemplateInstance> show(@RestPath long id) {
        return view(id, null).map(view -> page.isPart() ? Templates.meeting$live(view) : Templates.meeting(view));
    }

    @POST
    @Cancellable(false)
    @Path("ui/meetings/{id}/stop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> stop(@RestPath long id) {
        Uni<?> stopped = viewer.isAdmin()
                ? stopsOfAdmins.stop(id).map(record -> record.orElseThrow(MeetingPage::notFound))
                : stops.stop(viewer.onlyOfUser(), id);
        return stopped.map(done -> Answers.goTo(path(id)));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/meetings/{id}/settings")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> reconfigure(@RestPath long id, @RestForm String language, @RestForm String task) {
        return ifPossible(id, () -> reconfigurations.ask(viewer.onlyOfUser(), id, new BotSettings(language, task)));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/meetings/{id}/deliveries/{delivery}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> redeliver(@RestPath long id, @RestPath long delivery) {
        return own(id).chain(own -> deliveries.redeliver(own.userId(), delivery))
                .map(sent -> Answers.goTo(path(id)));
    }

    /** Asks before anything is deleted, on a page of its own: that needs no script. */
    @GET
    @RolesAllowed("user")
    @Path("ui/meetings/{id}/delete")
    public Uni<TemplateInstance> askToForget(@RestPath long id) {
        return own(id).map(own -> forgetPage(own, null));
    }

    @POST
    @Cancellable(false)
    @RolesAllowed("user")
    @Path("ui/meetings/{id}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> forget(@RestPath long id) {
        return own(id).chain(own -> own.nativeId() == null
                ? Uni.createFrom().item(Answers.<String>goTo(path(id)))
                : Uni.createFrom()
                        .deferred(() -> redaction.redact(own.userId(), MeetingKey.of(own.platform(), own.nativeId())))
                        .map(outcome -> Answers.<String>goTo(path(id)))
                        .onFailure(MeetingPage::isRefusal)
                        .recoverWithUni(refusal -> notForgotten(own, (Problem) refusal)));
    }

    private static Uni<RestResponse<String>> notForgotten(Details own, Problem problem) {
        return Answers.page(problem.status(), forgetPage(own, problem.detail()));
    }

    private static TemplateInstance forgetPage(Details own, String problem) {
        return Templates.forget(own, MeetingView.title(own), FleetView.title(own.platform()), problem);
    }

    /** What cannot be done is said on the page that it was asked on. */
    private Uni<RestResponse<String>> ifPossible(long id, Supplier<Uni<?>> action) {
        return Uni.createFrom()
                .<Object>deferred(() -> action.get().map(Object.class::cast))
                .map(done -> Answers.<String>goTo(path(id)))
                .onFailure(MeetingPage::isRefusal)
                .recoverWithUni(refusal -> refused(id, (Problem) refusal));
    }

    private Uni<RestResponse<String>> refused(long id, Problem problem) {
        return view(id, problem.detail()).chain(view -> Answers.page(problem.status(), Templates.meeting(view)));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Problem problem && (problem.status() == 409 || problem.status() == 422);
    }

    private Uni<MeetingView> view(long id, String problem) {
        Long user = viewer.onlyOfUser();
        return details.of(id, user)
                .map(found -> found.orElseThrow(MeetingPage::notFound))
                .chain(meeting -> Uni.combine()
                        .all()
                        .unis(
                                explanations.of(id, user),
                                meetings.history(user, id),
                                commands.of(id, user),
                                logs(meeting),
                                deliveries.page(meeting.userId(), null, Long.toString(id), MOST_DELIVERIES, null))
                        .with((why, history, asked, kept, sent) -> MeetingView.of(
                                meeting,
                                viewer.isAdmin(),
                                problem,
                                why,
                                history.orElseThrow(MeetingPage::notFound).history(),
                                asked,
                                kept,
                                sent,
                                clock.instant())));
    }

    /** Bots send their lines when they end, so that the first launch of a live one has none. */
    private Uni<Optional<Logs>> logs(Details meeting) {
        boolean live =
                Status.of(meeting.status()).filter(status -> !status.terminal()).isPresent();
        return live && meeting.attempt() == 1
                ? Uni.createFrom().item(Optional.empty())
                : logs.of(viewer.onlyOfUser(), meeting.id());
    }

    private Uni<Details> own(long id) {
        return details.of(id, viewer.onlyOfUser()).map(found -> found.orElseThrow(MeetingPage::notFound));
    }

    private static Problem notFound() {
        return Problem.of(404, "There is no such meeting.");
    }
}
