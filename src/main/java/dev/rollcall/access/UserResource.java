package dev.rollcall.access;

import dev.rollcall.access.TokenApi.NewToken;
import dev.rollcall.access.TokenApi.TokenResponse;
import dev.rollcall.access.UserApi.UserResponse;
import dev.rollcall.access.UserApi.UserWithTokens;
import dev.rollcall.platform.FieldErrors;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Admins keep the list of users and give out keys. A write is carried out also when its client has gone. */
@Path("/")
@RolesAllowed(ApiKeyAuthentication.ADMIN)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class UserResource {

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Users users;
    private final ApiTokens tokens;
    private final Accounts accounts;

    UserResource(Users users, ApiTokens tokens, Accounts accounts) {
        this.users = users;
        this.tokens = tokens;
        this.accounts = accounts;
    }

    @POST
    @Cancellable(false)
    @Path("/admin/users")
    @Operation(summary = "Create a user: 201; 200 with the existing one where the email is taken")
    @APIResponseSchema(value = UserResponse.class, responseCode = "201")
    public Uni<RestResponse<UserResponse>> create(NewUser wanted) {
        wanted.check();
        return accounts.create(wanted)
                .map(created -> RestResponse.status(
                        created.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        UserResponse.of(created.user())));
    }

    @GET
    @Path("/admin/users")
    @Operation(summary = "List users by id")
    public Uni<List<UserResponse>> list(@RestQuery String skip, @RestQuery String limit) {
        FieldErrors errors = new FieldErrors();
        int first = (int) errors.wholeNumber("skip", skip, 0, Integer.MAX_VALUE - LARGEST_PAGE, 0);
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        errors.throwIfAny();
        return users.page(first, size)
                .map(page -> page.stream().map(UserResponse::of).toList());
    }

    @GET
    @Path("/admin/users/{id}")
    @Operation(summary = "One user with the keys, whose values are masked")
    public Uni<UserWithTokens> get(@RestPath long id) {
        return users.withId(id).map(Accounts::found).chain(this::withTokens);
    }

    private Uni<UserWithTokens> withTokens(User user) {
        return tokens.of(user.id()).map(keys -> UserWithTokens.of(user, keys));
    }

    @GET
    @Path("/admin/users/email/{email}")
    @Operation(summary = "One user by email, in upper or lower case")
    public Uni<UserResponse> getByEmail(@RestPath String email) {
        return users.withEmail(email).map(Accounts::found).map(UserResponse::of);
    }

    @PATCH
    @Cancellable(false)
    @Path("/admin/users/{id}")
    @Operation(summary = "Change what is given; data is replaced as a whole")
    public Uni<UserResponse> change(@RestPath long id, UserChange change) {
        change.check();
        return accounts.change(id, change).map(UserResponse::of);
    }

    @POST
    @Cancellable(false)
    @Path("/admin/users/{id}/tokens")
    @ResponseStatus(RestResponse.StatusCode.CREATED)
    @Operation(summary = "Make a key, shown in this answer only; by query parameters or a JSON body")
    @APIResponseSchema(value = TokenResponse.class, responseCode = "201")
    public Uni<TokenResponse> createToken(
            @RestPath long id,
            @RestQuery String scope,
            @RestQuery String scopes,
            @RestQuery String name,
            @RestQuery("expires_in") String expiresIn,
            @Nullable NewToken body) {
        TokenRequest wanted = TokenRequest.of(scope, scopes, name, expiresIn, body);
        return accounts.issue(id, wanted);
    }
}
