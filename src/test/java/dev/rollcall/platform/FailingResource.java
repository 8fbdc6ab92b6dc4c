package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Nullable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.ConnectException;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;

/** Fails on demand, in each way that a real resource can. */
@Path("/test/failing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class FailingResource {

    record Inner(boolean flag) {}

    record Body(String text, int number, List<Inner> inner, Instant at) {}

    private final Pool pool;

    FailingResource(Pool pool) {
        this.pool = pool;
    }

    @POST
    @Path("/body")
    public Uni<Body> body(Body body) {
        return Uni.createFrom().item(body);
    }

    @POST
    @Path("/optional-body")
    public Uni<String> optionalBody(@Nullable Body body) {
        return Uni.createFrom().item(body == null ? "\"none\"" : "\"some\"");
    }

    @GET
    @Path("/number/{number}")
    public Uni<Long> number(@RestPath long number) {
        return Uni.createFrom().item(number);
    }

    @GET
    @Path("/problem")
    public Uni<Void> problem() {
        throw Problem.of(429, "Too many bots.").retryAfter(30).with("limit", 5).with("status", 200);
    }

    @GET
    @Path("/insides")
    public Uni<Void> insides() {
        throw new IllegalStateException("password=secret");
    }

    @GET
    @Path("/connection-refused")
    public Uni<Void> connectionRefused() {
        return Uni.createFrom()
                .failure(new IllegalStateException("wrapped", new ConnectException("Connection refused: db:5432")));
    }

    @POST
    @Path("/sql")
    @Consumes(MediaType.TEXT_PLAIN)
    public Uni<Void> sql(String statement) {
        return pool.query(statement).execute().replaceWithVoid();
    }

    @GET
    @Path("/slow-statement")
    public Uni<Void> slowStatement() {
        return pool.withTransaction(connection -> connection
                .query("set local statement_timeout = 20")
                .execute()
                .chain(() -> connection.query("select pg_sleep(30)").execute())
                .replaceWithVoid());
    }
}
