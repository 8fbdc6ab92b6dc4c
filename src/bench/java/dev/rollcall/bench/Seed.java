package dev.rollcall.bench;

import dev.rollcall.access.BotToken;
import dev.rollcall.platform.ServerKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Users and bots by the thousand, written by SQL as the service would have left them. Whatever a client has to know of
 * one follows from its id: a user's key, a bot's connection and token, a meeting's native id.
 */
final class Seed {

    private final Database database;
    private final BotToken tokens;

    Seed(Database database, String secretKey) {
        this.database = database;
        this.tokens = new BotToken(new ServerKey(secretKey));
    }

    /** Ids from {@code first} on. */
    record Users(long first, int count) {

        long id(int index) {
            return first + index % count;
        }
    }

    /** Ids from {@code first} on. */
    record Bots(long first, int count) {

        long id(int index) {
            return first + index % count;
        }
    }

    /** @param limit of concurrent bots; null for none */
    Users users(int count, Integer limit) {
        long first = database.number("select coalesce(max(id), 0) + 1 from users");
        database.execute("""
                insert into users (id, email, max_concurrent_bots)
                select id, 'bench-' || id || '@example.org', %s
                from generate_series(%d, %d) id;
                insert into api_tokens (user_id, token_hash)
                select id, sha256(convert_to('bench-key-' || id, 'UTF8'))
                from generate_series(%2$d, %3$d) id;
                select setval(pg_get_serial_sequence('users', 'id'), %3$d)
                """.formatted(limit, first, first + count - 1));
        return new Users(first, count);
    }

    /** Bots in a meeting, for each of these users the same number, one after the other. */
    Bots active(Users users, int forEach) {
        return bots(users, forEach, "active", "now()");
    }

    /** @param heard when each was heard last, in SQL */
    Bots active(Users users, int forEach, String heard) {
        return bots(users, forEach, "active", heard);
    }

    /** Bots that were launched and have said nothing yet. */
    Bots launched(Users users, int forEach) {
        return bots(users, forEach, "requested", "null::timestamptz");
    }

    private Bots bots(Users users, int forEach, String status, String heard) {
        long first = database.number("select coalesce(max(id), 0) + 1 from meetings");
        int count = users.count() * forEach;
        boolean active = status.equals("active");
        database.execute("""
                insert into meetings (
                    id, user_id, platform, platform_specific_id, status, workload, start_time, ever_active, revision,
                    launch_claimed, deadline_at, on_deadline)
                select id, %1$d + (id - %2$d) / %3$d, 'google_meet', %7$s, '%4$s', 'rollcall-bot-' || id || '-1',
                       case when %5$s then now() end, %5$s, 4, true, now() + interval '4 hours',
                       case when %5$s then 'stop' else 'fail' end
                from generate_series(%2$d, %6$d) id;
                insert into meeting_sessions (meeting_id, session_uid)
                select id, md5('bot-' || id)::uuid from generate_series(%2$d, %6$d) id;
                insert into heartbeats (meeting_id, first_heartbeat_at, last_heartbeat_at)
                select id, %9$s, %9$s from generate_series(%2$d, %6$d) id;
                insert into status_transitions (meeting_id, revision, step, kind, to_status, source, attempt)
                select id, 0, 0, 'transition', 'requested', 'creation', 1 from generate_series(%2$d, %6$d) id;
                insert into event_counters (user_id, seq)
                select id, 1 from generate_series(%1$d, %8$d) id on conflict do nothing;
                select setval(pg_get_serial_sequence('meetings', 'id'), %6$d)
                """.formatted(
                        users.first(),
                        first,
                        forEach,
                        status,
                        active,
                        first + count - 1,
                        NATIVE_ID,
                        users.first() + users.count() - 1,
                        heard));
        return new Bots(first, count);
    }

    private static final String LETTERS = "translate(lpad(id::text, 10, '0'), '0123456789', 'abcdefghij')";
    private static final String NATIVE_ID =
            "substr(%1$s, 1, 3) || '-' || substr(%1$s, 4, 4) || '-' || substr(%1$s, 8, 3)".formatted(LETTERS);

    /** Statistics as autovacuum would have made them, and no work left that a measurement would pay for. */
    void settle() {
        database.execute("vacuum (analyze)");
        database.execute("checkpoint");
    }

    /** A Google Meet code, as {@link #NATIVE_ID} makes it of a meeting's id. */
    static String nativeId(long id) {
        StringBuilder letters = new StringBuilder();
        "%010d".formatted(id).chars().forEach(digit -> letters.append((char) (digit - '0' + 'a')));
        return letters.insert(7, '-').insert(3, '-').toString();
    }

    static String apiKey(long userId) {
        return "X-API-Key: bench-key-" + userId;
    }

    static UUID connection(long meetingId) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("MD5").digest(("bot-" + meetingId).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(hash);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** A callback of the bot; {@code more} is JSON after the connection_id. */
    Request callback(long meetingId, String path, String more) {
        UUID connection = connection(meetingId);
        return Request.of(
                "POST",
                "/bots/internal/callback/" + path,
                "{\"connection_id\": \"" + connection + "\"" + more + "}",
                "X-Internal-Secret: " + tokens.of(connection, 1));
    }

    Request heartbeat(long meetingId) {
        return callback(meetingId, "heartbeat", "");
    }

    /** A new meeting of the user. */
    static Request order(long userId, String nativeId) {
        String body = "{\"platform\": \"google_meet\", \"native_meeting_id\": \"" + nativeId + "\"}";
        return Request.of("POST", "/bots", body, apiKey(userId));
    }
}
