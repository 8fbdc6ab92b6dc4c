package dev.rollcall.dashboard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.ConnectException;

/** A page on a bad day. */
@Path("/")
@Page
@RolesAllowed("admin")
class TroubledPage {

    private final Pool pool;

    TroubledPage(Pool pool) {
        this.pool = pool;
    }

    @GET
    @Path("ui/test/no-database")
    public Uni<String> noDatabase() {
        return Uni.createFrom().failure(new ConnectException("refused: 10.0.0.5:5432"));
    }

    @GET
    @Path("ui/test/wrong")
    public Uni<String> wrong() {
        return pool.query("select nonsense from nowhere").execute().map(rows -> "never");
    }
}
