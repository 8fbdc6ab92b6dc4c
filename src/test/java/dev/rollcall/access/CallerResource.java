package dev.rollcall.access;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stands where a user's resources will stand, and tells who asks. */
@Path("/")
class CallerResource {

    private final Caller caller;

    CallerResource(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Path("/bots/test/caller")
    @RolesAllowed("user")
    public Uni<Map<String, Object>> ofBots() {
        return answer();
    }

    @GET
    @Path("/test/for-all")
    @PermitAll
    public String forAll() {
        return "hello";
    }

    private Uni<Map<String, Object>> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user_id", caller.userId());
        answer.put("max_concurrent_bots", caller.maxConcurrentBots());
        answer.put("thread", Thread.currentThread().getName());
        return Uni.createFrom().item(answer);
    }
}
