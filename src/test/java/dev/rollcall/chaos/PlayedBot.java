package dev.rollcall.chaos;

import dev.rollcall.access.BotToken;
import dev.rollcall.chaos.Caller.Answer;
import dev.rollcall.platform.ServerKey;
import java.time.Duration;
import java.util.UUID;

/**
 * What a bot says, said by the test: where hundreds are needed, the process that is launched does nothing but live.
 *
 * @param workload the handle of the process
 */
record PlayedBot(Arena arena, long meetingId, String workload, UUID connectionId, String token) {

    /** Bots try again for minutes; here the scenario ends first. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static PlayedBot of(Arena arena, long meetingId) {
        return arena.row("""
                        select s.session_uid, m.attempt, m.workload
                        from meetings m
                        join meeting_sessions s on s.meeting_id = m.id
                        where m.id = %d
                        order by s.id desc
                        limit 1
                        """.formatted(meetingId), row -> {
                    UUID connection = UUID.fromString(row.getString(1));
                    ServerKey key = new ServerKey(arena.secretKey());
                    String token = new BotToken(key).of(connection, row.getInt(2));
                    return new PlayedBot(arena, meetingId, row.getString(3), connection, token);
                })
                .orElseThrow();
    }

    /** Again until it is answered, as bots do; what is answered 200 is a promise. */
    boolean report(String status, String more) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < giveUp) {
            Answer answer = post("status_change", ", \"status\": \"%s\"%s".formatted(status, more));
            if (answer.status() == 200) {
                arena.promises().reportAnswered(meetingId, status);
                return true;
            }
            Arena.pause(100);
        }
        return false;
    }

    Answer heartbeat() {
        return post("heartbeat", "");
    }

    private Answer post(String callback, String more) {
        return arena.caller()
                .call(
                        "POST",
                        "/bots/internal/callback/" + callback,
                        "X-Internal-Secret",
                        token,
                        "{\"connection_id\": \"%s\"%s}".formatted(connectionId, more));
    }

    PlayedBot inMeeting() {
        report("joining", "");
        report("awaiting_admission", "");
        report("active", "");
        heartbeat();
        return this;
    }

    String status() {
        return arena.row("select status from meetings where id = " + meetingId, row -> row.getString(1))
                .orElseThrow();
    }
}
