package dev.rollcall.dashboard;

import dev.rollcall.access.Accounts;
import dev.rollcall.access.Accounts.Account;
import dev.rollcall.dashboard.UserList.NewUser;
import dev.rollcall.fleet.SlotQueries;
import dev.rollcall.platform.FieldErrors;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Those who may send bots, and a form for a new one. */
@Path("/")
@Page
@RolesAllowed("admin")
@Produces(MediaType.TEXT_HTML)
class UsersPage {

    static final String PATH = "/ui/users";

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {
        static native TemplateInstance users(UserList list, NewUser form);

        static native TemplateInstance users$found(UserList list);
    }

    private final PageContext page;
    private final Accounts accounts;
    private final SlotQueries slots;

    UsersPage(PageContext page, Accounts accounts, SlotQueries slots) {
        this.page = page;
        this.accounts = accounts;
        this.slots = slots;
    }

    @GET
    @Path("ui/users")
    public Uni<TemplateInstance> list(@RestQuery String search, @RestQuery String before) {
        return read(search, before)
                .map(list -> page.isPart() ? Templates.users$found(list) : Templates.users(list, empty()));
    }

    private Uni<UserList> read(String search, String before) {
        return accounts.find(search, before)
                .chain(found -> slots.ofAll(
                                found.accounts().stream().map(Account::id).toList())
                        .map(used -> UserList.of(search, before, found, used)));
    }

    private NewUser empty() {
        return new NewUser("", "", LimitField.of(accounts.usualLimit()), FormErrors.NONE, null);
    }

    @POST
    @Cancellable(false)
    @Path("ui/users")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<String>> create(
            @RestForm String email, @RestForm String name, @RestForm String limit, @RestForm String unlimited) {
        var typed = new NewUser(
                email == null ? "" : email,
                name == null ? "" : name,
                LimitField.of(limit, unlimited),
                FormErrors.NONE,
                null);
        var errors = new FieldErrors();
        String label = typed.name().isBlank() ? null : typed.name().strip();
        Accounts.check(errors, email, label);
        Integer bots = typed.limit().read(errors);
        if (!errors.isEmpty()) {
            return again(typed.with(FormErrors.of(errors), null));
        }
        return accounts.create(email, label, bots)
                .chain(entry -> entry.isNew()
                        ? Uni.createFrom()
                                .item(Answers.goTo(Said.USER_CREATED.at(
                                        UserPage.path(entry.account().id()))))
                        : again(typed.with(
                                FormErrors.of("email", "There is a user with this email."),
                                entry.account().id())));
    }

    private Uni<RestResponse<String>> again(NewUser typed) {
        return read("", null).chain(list -> Answers.page(422, Templates.users(list, typed)));
    }
}
