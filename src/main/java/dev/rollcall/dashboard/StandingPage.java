package dev.rollcall.dashboard;

import dev.rollcall.platform.AnswerDeadline;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.standing.ConnectionDays;
import dev.rollcall.standing.StandingApi.StandingBot;
import dev.rollcall.standing.StandingConfig;
import dev.rollcall.standing.StandingFilter;
import dev.rollcall.standing.StandingOrders;
import dev.rollcall.standing.StandingQueries;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Standing bots: how their connections are, and what an admin does about them. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class StandingPage {

    static final String PATH = "/ui/standing-bots";

    private static final int MOST_HISTORY = 50;
    private static final Duration PAUSE = Duration.ofHours(1);

    /** What a check may take beside its own time. */
    private static final Duration OVERHEAD = Duration.ofSeconds(5);

    @CheckedTemplate(basePath = "dashboard", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance standingBots(StandingList list);

        static native TemplateInstance standingBots$live(StandingList list);

        static native TemplateInstance standingBot(StandingView view);

        static native TemplateInstance standingBot$live(StandingView view);
    }

    private final PageContext page;
    private final StandingQueries bots;
    private final StandingOrders orders;
    private final StandingConfig config;
    private final ConnectionDays days;
    private final Clock clock;

    StandingPage(
            PageContext page,
            StandingQueries bots,
            StandingOrders orders,
            StandingConfig config,
            ConnectionDays days,
            Clock clock) {
        this.page = page;
        this.bots = bots;
        this.orders = orders;
        this.config = config;
        this.days = days;
        this.clock = clock;
    }

    static String path(long id) {
        return PATH + "/" + id;
    }

    @GET
    @Path("ui/standing-bots")
    public Uni<TemplateInstance> list(@RestQuery boolean unhealthy, @RestQuery String offset, @RestQuery String said) {
        var errors = new FieldErrors();
        int from = (int) errors.wholeNumber("offset", offset, 0, 1_000_000, 0);
        errors.throwIfAny();
        return bots.page(new StandingFilter(null, null, unhealthy ? true : null, StandingList.PAGE, from))
                .chain(found -> days.of(
                                found.bots().stream().map(StandingBot::id).toList())
                        .map(known -> StandingList.of(found, known, unhealthy, from, Said.of(said), clock.instant())))
                .map(list -> page.isPart() ? Templates.standingBots$live(list) : Templates.standingBots(list));
    }

    @GET
    @Path("ui/standing-bots/{id}")
    public Uni<RestResponse<String>> show(@RestPath long id, @RestQuery String said) {
        return view(id, null, Said.of(said))
                .chain(view -> Answers.page(
                        200, page.isPart() ? Templates.standingBot$live(view) : Templates.standingBot(view)))
                .onFailure(failure -> page.isPart() && isGone(failure))
                .recoverWithItem(() -> Answers.leaveFor(PATH));
    }

    /** Deleted while somebody watches it. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 404;
    }

    private Uni<StandingView> view(long id, String problem, Said said) {
        return bots.byId(id)
                .chain(bot -> Uni.combine()
                        .all()
                        .unis(days.of(List.of(id)), bots.history(id, MOST_HISTORY, null))
                        .with((known, history) -> StandingView.of(
                                bot, known.getOrDefault(id, List.of()), history, problem, said, clock.instant())));
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/start")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> start(@RestPath long id) {
        return ask(id, orders::start, Said.CONNECTION_STARTED);
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/stop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> stop(@RestPath long id) {
        return ask(id, orders::stop, Said.CONNECTION_STOPPED);
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/restart")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> restart(@RestPath long id) {
        return ask(id, orders::restart, Said.CONNECTION_RESTARTED);
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/pause")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> pause(@RestPath long id) {
        return ask(id, known -> orders.pause(known, PAUSE), Said.CONNECTION_PAUSED);
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> check(@RestPath long id, @Context RoutingContext request) {
        AnswerDeadline.putOff(request, config.checkTimeout().plus(OVERHEAD));
        return ask(id, orders::check, Said.CONNECTION_CHECKED);
    }

    @POST
    @Cancellable(false)
    @Path("ui/standing-bots/{id}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> delete(@RestPath long id) {
        return orders.delete(id).map(deleted -> Answers.goTo(Said.STANDING_DELETED.at(PATH)));
    }

    /** Where a page is that was answered to a form: loading it again repeats nothing. */
    @GET
    @Path("ui/standing-bots/{id}/{action:start|stop|restart|pause|check|delete}")
    public RestResponse<Void> afterwards(@RestPath long id) {
        return Answers.goTo(path(id));
    }

    /** What cannot be done, such as a check that nobody answers in time, is said on the page that it was asked on. */
    private Uni<RestResponse<String>> ask(long id, Function<Long, Uni<StandingBot>> action, Said done) {
        return Uni.createFrom()
                .deferred(() -> action.apply(id))
                .map(bot -> Answers.<String>goTo(done.at(path(id))))
                .onFailure(StandingPage::canBeSaid)
                .recoverWithUni(refusal -> refused(id, (Problem) refusal));
    }

    private Uni<RestResponse<String>> refused(long id, Problem problem) {
        return view(id, problem.detail(), Said.NOTHING)
                .chain(view -> Answers.page(problem.status(), Templates.standingBot(view)));
    }

    private static boolean canBeSaid(Throwable failure) {
        return failure instanceof Problem problem && problem.status() != 404;
    }
}
