package dev.rollcall.access;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Admins take keys back. They are made below their users, in {@link UserResource}. */
@Path("/admin/tokens")
@RolesAllowed(ApiKeyAuthentication.ADMIN)
@Tag(name = "Administration")
class TokenResource {

    private final ApiTokens tokens;

    TokenResource(ApiTokens tokens) {
        this.tokens = tokens;
    }

    @DELETE
    @Cancellable(false)
    @Path("/{id}")
    @Operation(summary = "Take a key back: it opens nothing from this moment on")
    public Uni<Void> delete(@RestPath long id) {
        return tokens.delete(id).invoke(TokenResource::mustHaveBeenThere).replaceWithVoid();
    }

    private static void mustHaveBeenThere(boolean deleted) {
        if (!deleted) {
            throw Problem.of(404, "Token not found");
        }
    }
}
