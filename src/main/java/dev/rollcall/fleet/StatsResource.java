package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import dev.rollcall.fleet.StatsApi.MeetingsAndUsers;
import dev.rollcall.fleet.StatsApi.Owner;
import dev.rollcall.platform.FieldErrors;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Numbers of meetings and users, in the shape that clients of older bot services read. */
@Path("/admin/stats")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class StatsResource {

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Pool pool;

    StatsResource(Pool pool) {
        this.pool = pool;
    }

    @GET
    @Path("/meetings-users")
    @Operation(summary = "How many users and meetings there are, and the meetings with their users, newest first")
    @APIResponseSchema(MeetingsAndUsers.class)
    @APIResponse(responseCode = "422", description = "skip or limit is not valid")
    public Uni<MeetingsAndUsers> meetingsAndUsers(
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String skip,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit) {
        FieldErrors errors = new FieldErrors();
        int first = (int) errors.wholeNumber("skip", skip, 0, Integer.MAX_VALUE, 0);
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        errors.throwIfAny();
        return page(first, size).chain(this::withTotals);
    }

    private Uni<List<MeetingOfUser>> page(int skip, int limit) {
        return pool.preparedQuery("""
                        select m.id, m.platform, m.platform_specific_id,
                               split_part(m.bot_order ->> 'meeting_url', '?', 1) as meeting_url,
                               m.status, coalesce(m.bot_container_id, m.workload) as container_id, m.start_time,
                               m.end_time, m.created_at, m.updated_at,
                               jsonb_strip_nulls(jsonb_build_object(
                                   'completion_reason', m.completion_reason,
                                   'failure_stage', m.failure_stage)) as data,
                               u.id as user_id, u.email, u.name, u.image_url, u.max_concurrent_bots,
                               u.created_at as user_created_at
                        from (select * from meetings order by id desc limit $1 offset $2) m
                        join users u on u.id = m.user_id
                        order by m.id desc
                        """)
                .execute(Tuple.of(limit, skip))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(StatsResource::meeting)
                        .toList());
    }

    private static MeetingOfUser meeting(Row row) {
        Owner owner = new Owner(
                row.getLong("user_id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("image_url"),
                row.getInteger("max_concurrent_bots"),
                instant(row, "user_created_at"));
        return new MeetingOfUser(
                row.getLong("id"),
                owner.id(),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                row.getString("meeting_url"),
                row.getString("status"),
                row.getString("container_id"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                row.getJsonObject("data").getMap(),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                owner);
    }

    private Uni<MeetingsAndUsers> withTotals(List<MeetingOfUser> items) {
        return pool.query("""
                        select (select count(*) from users) as users,
                               (select coalesce(jsonb_object_agg(c.status, c.meetings), '{}')
                                from (select status, count(*) as meetings from meetings group by status) c) as counts
                        """).execute().map(rows -> totals(items, rows));
    }

    private static MeetingsAndUsers totals(List<MeetingOfUser> items, RowSet<Row> rows) {
        Row row = rows.iterator().next();
        JsonObject counts = row.getJsonObject("counts");
        Map<String, Long> byStatus = new TreeMap<>();
        counts.fieldNames().forEach(status -> byStatus.put(status, counts.getLong(status)));
        long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
        return new MeetingsAndUsers(total, items, total, row.getLong("users"), byStatus);
    }
}
