package dev.rollcall.dashboard;

import dev.rollcall.access.Accounts;
import dev.rollcall.access.Accounts.Account;
import dev.rollcall.access.Accounts.KeyWish;
import dev.rollcall.access.Accounts.NewKey;
import dev.rollcall.dashboard.UserView.KeyForm;
import dev.rollcall.fleet.FleetApi.StoppedBots;
import dev.rollcall.fleet.FleetQueries;
import dev.rollcall.fleet.FleetStops;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
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
import java.util.List;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** One user: the limit, the bots that hold its slots, and the keys. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class UserPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance user(UserView user);

        static native TemplateInstance user$live(UserView user);

        static native TemplateInstance key(Account account, String key);
    }

    private final PageContext page;
    private final Accounts accounts;
    private final FleetQueries fleet;
    private final FleetStops stops;
    private final Clock clock;

    UserPage(PageContext page, Accounts accounts, FleetQueries fleet, FleetStops stops, Clock clock) {
        this.page = page;
        this.accounts = accounts;
        this.fleet = fleet;
        this.stops = stops;
        this.clock = clock;
    }

    static String path(long id) {
        return UsersPage.PATH + "/" + id;
    }

    @GET
    @Path("ui/users/{id}")
    public Uni<TemplateInstance> show(@RestPath long id, @RestQuery String said) {
        return read(id, Said.of(said)).map(user -> page.isPart() ? Templates.user$live(user) : Templates.user(user));
    }

    private Uni<UserView> read(long id, Said said) {
        return accounts.byId(id)
                .chain(account -> Uni.combine()
                        .all()
                        .unis(fleet.botsOf(id), accounts.keys(id))
                        .with((bots, keys) -> UserView.of(account, bots, keys, said, clock.instant())));
    }

    @POST
    @Cancellable(false)
    @Path("ui/users/{id}/limit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> changeLimit(
            @RestPath long id, @RestForm String limit, @RestForm String unlimited) {
        LimitField typed = LimitField.of(limit, unlimited);
        var errors = new FieldErrors();
        Integer bots = typed.read(errors);
        return errors.isEmpty()
                ? accounts.limit(id, bots).map(changed -> Answers.goTo(Said.LIMIT_CHANGED.at(path(id))))
                : again(id, 422, user -> user.with(typed, FormErrors.of(errors)));
    }

    @POST
    @Cancellable(false)
    @Path("ui/users/{id}/stop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> stopAll(@RestPath long id) {
        return accounts.byId(id)
                .chain(account -> stops.stopAll(id))
                .map(stopped -> Answers.goTo(said(stopped).at(path(id))));
    }

    private static Said said(StoppedBots stopped) {
        return stopped.remaining() == 0 ? Said.BOTS_STOPPED : Said.BOTS_LEFT;
    }

    /** Answered with the page itself: a key belongs into no address, and a redirect would have to carry it. */
    @POST
    @Cancellable(false)
    @Path("ui/users/{id}/keys")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> makeKey(
            @RestPath long id,
            @RestForm String name,
            @RestForm List<String> scope,
            @RestForm("expires_in") String expiresIn,
            @RestForm String newest) {
        String label = name == null ? "" : name.strip();
        List<String> scopes = scope == null ? List.of() : scope;
        String life = expiresIn == null ? "" : expiresIn;
        return accounts.byId(id)
                .chain(account -> Uni.createFrom()
                        .deferred(() -> accounts.issue(
                                id, new KeyWish(label.isEmpty() ? null : label, scopes, life, known(newest))))
                        .chain(made -> shown(account, made)))
                .onFailure(Problem.class)
                .recoverWithUni(failure -> notMade(id, (Problem) failure, label, scopes, life));
    }

    private static Uni<RestResponse<String>> shown(Account account, NewKey made) {
        return Answers.page(201, Templates.key(account, made.key()));
    }

    /** A form without it knows of no key. */
    private static long known(String newest) {
        return new FieldErrors().wholeNumber("newest", newest, 0, Long.MAX_VALUE, 0);
    }

    private Uni<RestResponse<String>> notMade(
            long id, Problem problem, String name, List<String> scopes, String expiresIn) {
        if (problem.status() == 422) {
            return again(
                    id,
                    422,
                    user -> user.with(
                            KeyForm.of(name, scopes, expiresIn, user.knownKeys()), FormErrors.of(problem, "name"), ""));
        }
        return problem.status() == 409
                ? again(
                        id,
                        409,
                        user -> user.with(
                                KeyForm.of(name, scopes, expiresIn, user.knownKeys()),
                                FormErrors.NONE,
                                problem.detail()))
                : Uni.createFrom().failure(problem);
    }

    /** Where the page of a new key was: it is not shown again. */
    @GET
    @Path("ui/users/{id}/keys")
    public RestResponse<Void> keys(@RestPath long id) {
        return Answers.goTo(path(id));
    }

    @POST
    @Cancellable(false)
    @Path("ui/users/{id}/keys/{key}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> revoke(@RestPath long id, @RestPath long key) {
        return accounts.revoke(id, key)
                .map(revoked -> Answers.goTo((revoked ? Said.KEY_REVOKED : Said.KEY_GONE).at(path(id))));
    }

    private Uni<RestResponse<String>> again(long id, int status, UnaryOperator<UserView> typed) {
        return read(id, Said.NOTHING).chain(user -> Answers.page(status, Templates.user(typed.apply(user))));
    }
}
