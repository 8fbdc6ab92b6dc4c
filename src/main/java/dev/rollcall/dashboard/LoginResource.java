package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import dev.rollcall.access.Sessions;
import dev.rollcall.platform.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** In and out. */
@Path("/")
@Page
@Produces(MediaType.TEXT_HTML)
class LoginResource {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance login(String next, String problem);
    }

    private final Sessions sessions;

    LoginResource(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Browsers are led on. A program asks here whether the service runs, as it asked older bot services (contract A.6). */
    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public RestResponse<String> first(@Context RoutingContext request) {
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT);
        return accepted != null && accepted.contains(MediaType.TEXT_HTML) ? home(request) : runs();
    }

    private static RestResponse<String> runs() {
        return ResponseBuilder.ok("{\"message\":\"Rollcall is running\"}", MediaType.APPLICATION_JSON)
                .build();
    }

    @GET
    @Path("ui")
    public RestResponse<String> home(@Context RoutingContext request) {
        return Answers.goTo(homeOf(sessions.of(request)));
    }

    private static String homeOf(Optional<Session> session) {
        return session.map(known -> Navigation.home(known.isAdmin())).orElse(ErrorPages.LOGIN);
    }

    @GET
    @Path("ui/login")
    public TemplateInstance form(@RestQuery String next) {
        return Templates.login(ours(next), null);
    }

    @POST
    @Path("ui/login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> logIn(
            @RestForm String key, @RestForm String next, @Context RoutingContext request) {
        if (key == null || key.isBlank()) {
            return refused(Problem.invalid("key", "Please enter a key."), next);
        }
        return Uni.createFrom()
                .deferred(() -> sessions.logIn(key.strip(), request))
                .map(session -> in(session, next))
                .onFailure(Problem.class)
                .recoverWithUni(failure -> refused((Problem) failure, next));
    }

    private static RestResponse<String> in(Session session, String next) {
        String wanted = ours(next);
        return Answers.goTo(wanted.isEmpty() ? Navigation.home(session.isAdmin()) : wanted);
    }

    private static Uni<RestResponse<String>> refused(Problem problem, String next) {
        return Answers.page(problem.status(), Templates.login(ours(next), problem.detail()));
    }

    @POST
    @Path("ui/logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public RestResponse<Void> logOut(@Context RoutingContext request) {
        sessions.logOut(request);
        return Answers.goTo(ErrorPages.LOGIN);
    }

    /** A path of the dashboard, or nothing: nobody is led elsewhere by a link to our login. */
    private static String ours(String next) {
        boolean ours = next != null
                && next.matches("/ui/[\\w./?&=%:,+-]*")
                && !next.contains("..")
                && !next.startsWith(ErrorPages.LOGIN);
        return ours ? next : "";
    }
}
