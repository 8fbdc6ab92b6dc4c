package dev.rollcall.access;

import dev.rollcall.access.UserApi.NewToken;
import dev.rollcall.access.UserApi.TokenResponse;
import dev.rollcall.platform.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Admins give out keys and take them back. */
@Path("/admin")
@RolesAllowed(ApiKeyAuthentication.ADMIN)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
class TokenResource {

    private final Users users;
    private final ApiTokens tokens;
    private final NewApiKey newKey;
    private final Clock clock;

    TokenResource(Users users, ApiTokens tokens, NewApiKey newKey, Clock clock) {
        this.users = users;
        this.tokens = tokens;
        this.newKey = newKey;
        this.clock = clock;
    }

    @POST
    @Path("/users/{id}/tokens")
    @ResponseStatus(RestResponse.StatusCode.CREATED)
    @Operation(summary = "Make a key, shown in this answer only; by query parameters or a JSON body")
    public Uni<TokenResponse> create(
            @RestPath long id,
            @RestQuery String scope,
            @RestQuery String scopes,
            @RestQuery String name,
            @RestQuery("expires_in") String expiresIn,
            @Nullable NewToken body) {
        TokenRequest wanted = TokenRequest.of(scope, scopes, name, expiresIn, body);
        return Panache.withTransaction(() -> users.findById(id)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.of(404, "User not found"))
                .chain(user -> insert(user, wanted)));
    }

    private Uni<TokenResponse> insert(User user, TokenRequest wanted) {
        String key = newKey.of(wanted.scopes());
        return tokens.persistAndFlush(token(user, wanted, key)).map(token -> TokenResponse.withKey(token, key));
    }

    private ApiToken token(User user, TokenRequest wanted, String key) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ApiToken token = new ApiToken();
        token.userId = user.id;
        token.tokenHash = ApiKey.hash(key);
        token.name = wanted.name();
        token.scopes = wanted.scopes().toArray(String[]::new);
        token.createdAt = now;
        token.expiresAt = wanted.expiresInSeconds() == null ? null : now.plusSeconds(wanted.expiresInSeconds());
        return token;
    }

    @DELETE
    @Path("/tokens/{id}")
    @Operation(summary = "Take a key back: it opens nothing from this moment on")
    public Uni<Void> delete(@RestPath long id) {
        return Panache.withTransaction(() -> tokens.deleteById(id))
                .invoke(TokenResource::mustHaveBeenThere)
                .replaceWithVoid();
    }

    private static void mustHaveBeenThere(boolean deleted) {
        if (!deleted) {
            throw Problem.of(404, "Token not found");
        }
    }
}
