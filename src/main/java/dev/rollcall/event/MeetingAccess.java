package dev.rollcall.event;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which of the meetings that a client wants to follow are its user's. */
@ApplicationScoped
class MeetingAccess {

    static final int MOST_AT_ONCE = 100;

    /** A meeting that may be followed. Ids are strings, since gateways make channel names of them. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Authorized(String platform, String nativeId, String userId, String meetingId) {}

    /** @param errors one sentence for each meeting that may not be followed */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Followable(List<Authorized> authorized, List<String> errors, String userId) {}

    private final Pool pool;

    MeetingAccess(Pool pool) {
        this.pool = pool;
    }

    /** @param wanted at most 100 of {@code {"platform", "native_id"}}, or native_meeting_id */
    Uni<Followable> of(long userId, JsonArray wanted) {
        MeetingKey[] keys = new MeetingKey[wanted.size()];
        String[] faults = new String[wanted.size()];
        for (int i = 0; i < keys.length; i++) {
            try {
                keys[i] = key(wanted.getValue(i));
            } catch (Problem problem) {
                faults[i] = problem.detail();
            }
        }
        return ids(userId, keys).map(ids -> answer(userId, keys, faults, ids));
    }

    /** @throws Problem where no meeting can be meant */
    static MeetingKey key(Object wanted) {
        if (!(wanted instanceof JsonObject meeting)) {
            throw Problem.of(422, "A meeting must be an object with platform and native_id.");
        }
        String nativeId = text(meeting, "native_id");
        return MeetingKey.of(
                text(meeting, "platform"), nativeId == null ? text(meeting, "native_meeting_id") : nativeId);
    }

    private static String text(JsonObject object, String name) {
        return object.getValue(name) instanceof String text ? text : null;
    }

    /** The id of each key's meeting, the running or else the newest one; null where there is none. */
    private Uni<Long[]> ids(long userId, MeetingKey[] keys) {
        return pool.preparedQuery("""
                        select k.place, m.id
                        from unnest($2::text[], $3::text[]) with ordinality as k (platform, native_id, place)
                        cross join lateral (
                            select m.id
                            from meetings m
                            where m.user_id = $1
                              and m.platform = k.platform
                              and m.platform_specific_id = k.native_id
                            order by m.status in ('requested', 'joining', 'awaiting_admission', 'active') desc, m.id desc
                            limit 1) m
                        """)
                .execute(Tuple.of(
                        userId,
                        Arrays.stream(keys)
                                .map(key -> key == null ? null : key.platform().wire())
                                .toArray(String[]::new),
                        Arrays.stream(keys)
                                .map(key -> key == null ? null : key.nativeId())
                                .toArray(String[]::new)))
                .map(rows -> ids(rows, keys.length));
    }

    private static Long[] ids(RowSet<Row> rows, int count) {
        Long[] ids = new Long[count];
        rows.forEach(row -> ids[row.getLong("place").intValue() - 1] = row.getLong("id"));
        return ids;
    }

    private static Followable answer(long userId, MeetingKey[] keys, String[] faults, Long[] ids) {
        String user = Long.toString(userId);
        List<Authorized> authorized = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            if (ids[i] != null) {
                authorized.add(
                        new Authorized(keys[i].platform().wire(), keys[i].nativeId(), user, Long.toString(ids[i])));
            } else {
                errors.add("meetings[" + i + "]: "
                        + (faults[i] == null ? "not authorized or not found for user" : faults[i]));
            }
        }
        return new Followable(authorized, errors, user);
    }
}
