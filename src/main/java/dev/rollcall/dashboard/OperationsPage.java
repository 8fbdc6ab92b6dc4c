package dev.rollcall.dashboard;

import dev.rollcall.dashboard.OperationsView.DrainForm;
import dev.rollcall.dashboard.OperationsView.StrayLine;
import dev.rollcall.drain.Drain;
import dev.rollcall.drain.DrainSwitch;
import dev.rollcall.fleet.FleetOverview;
import dev.rollcall.fleet.FleetStops;
import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.launch.StrayWorkloads.Stray;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.sweep.SweepOutlook;
import dev.rollcall.sweep.SweepState;
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
import java.util.List;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The switches of the whole fleet: the drain, what the sweeper holds back, and the stop of everything. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class OperationsPage {

    static final String PATH = "/ui/operations";

    /** As the API wants it. */
    private static final String CONFIRMED = "all";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance operations(OperationsView fleet);
    }

    private final DrainSwitch drain;
    private final FleetOverview overview;
    private final FleetStops stops;
    private final SweepState sweeper;
    private final SweepOutlook outlook;
    private final StrayWorkloads strays;

    OperationsPage(
            DrainSwitch drain,
            FleetOverview overview,
            FleetStops stops,
            SweepState sweeper,
            SweepOutlook outlook,
            StrayWorkloads strays) {
        this.drain = drain;
        this.overview = overview;
        this.stops = stops;
        this.sweeper = sweeper;
        this.outlook = outlook;
        this.strays = strays;
    }

    @GET
    @Path("ui/operations")
    public Uni<TemplateInstance> show(@RestQuery String said) {
        return read(Said.of(said)).map(Templates::operations);
    }

    private Uni<OperationsView> read(Said said) {
        return Uni.combine()
                .all()
                .unis(drain.read(), overview.live(), sweeper.report(), strays.present())
                .with((drained, live, swept, stray) -> view(drained, live, swept, stray, said));
    }

    private OperationsView view(
            Drain drained, FleetOverview.Live live, SweepState.Report swept, List<Stray> stray, Said said) {
        return new OperationsView(
                drained,
                live,
                FleetView.statuses(live),
                swept,
                swept.isOnTime(outlook.every()),
                outlook.dryRun(),
                stray.stream().map(StrayLine::of).toList(),
                DrainForm.EMPTY,
                "",
                FormErrors.NONE,
                said);
    }

    @POST
    @Cancellable(false)
    @Path("ui/operations/drain")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> close(@RestForm String reason, @RestForm String by) {
        var errors = new FieldErrors();
        DrainSwitch.check(errors, true, reason, by);
        if (errors.isEmpty()) {
            return drain.turn(reason, by).map(drained -> Answers.goTo(Said.DRAINED.at(PATH)));
        }
        var typed = new DrainForm(reason == null ? "" : reason, by == null ? "" : by);
        return again(fleet -> fleet.with(typed, FormErrors.of(errors)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/operations/open")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> open() {
        return drain.turn(null, null).map(opened -> Answers.goTo(Said.OPENED.at(PATH)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/operations/release")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> release() {
        return sweeper.release().map(released -> Answers.goTo(Said.BREAKER_RELEASED.at(PATH)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/operations/strays/release")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> releaseStrays() {
        return strays.releaseAll().map(released -> Answers.goTo(Said.STRAYS_RELEASED.at(PATH)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/operations/stop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> stopAll(@RestForm String confirm) {
        if (confirm == null || !CONFIRMED.equals(confirm.strip())) {
            String typed = confirm == null ? "" : confirm;
            var wrong = FormErrors.of("confirm", "Nothing was stopped: type all, and nothing else.");
            return again(fleet -> fleet.with(typed, wrong));
        }
        return stops.stopAll(null)
                .map(stopped -> Answers.goTo((stopped.remaining() == 0 ? Said.ALL_STOPPED : Said.BOTS_LEFT).at(PATH)));
    }

    private Uni<RestResponse<String>> again(UnaryOperator<OperationsView> typed) {
        return read(Said.NOTHING).chain(fleet -> Answers.page(422, Templates.operations(typed.apply(fleet))));
    }
}
