package dev.rollcall.command;

import dev.rollcall.command.Commands.Pending;
import dev.rollcall.command.LiveCommandApi.Chat;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.RedisKeys;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Gives live commands to the bot that is in a meeting, and reads what bots leave of its chat. */
@ApplicationScoped
class LiveCommands {

    /** What is pending rides in every answer to a heartbeat, which must stay readable. */
    private static final int MOST_PENDING = 100;

    /** Room beyond that for what says nothing but stop: a bot that talks on must be told to. */
    private static final int MOST_STOPS = 20;

    private static final long MOST_PENDING_BYTES = 2 * 1024 * 1024;

    private static final int MOST_MESSAGES = 500;

    private final Commands commands;
    private final Transitions transitions;
    private final RedisKeys redis;

    LiveCommands(Commands commands, Transitions transitions, RedisKeys redis) {
        this.commands = commands;
        this.transitions = transitions;
        this.redis = redis;
    }

    /** The command as it is written; a {@link Problem} where no bot is in the meeting, or it has too much to do. */
    Uni<TransitionRecord> give(long userId, MeetingKey key, LiveCommand command) {
        return active(userId, key)
                .invoke(pending -> checkRoom(pending, command))
                .chain(pending -> transitions.apply(pending.meetingId(), command.event()))
                .map(record -> record.filter(written -> written.decision().answer() != Answer.REFUSED)
                        .orElseThrow(() -> noneActive(key)));
    }

    /** What the bot wrote down of the chat so far, the newest 500 messages in their order. */
    Uni<Chat> chat(long userId, MeetingKey key) {
        return active(userId, key)
                .chain(pending -> redis.newest("meeting:" + pending.meetingId() + ":chat_messages", MOST_MESSAGES)
                        .onFailure()
                        .transform(failure ->
                                Problem.unavailable("The chat cannot be read at the moment: Redis is down.")))
                .map(messages -> new Chat(readable(messages)));
    }

    private Uni<Pending> active(long userId, MeetingKey key) {
        return commands.ofActiveMeeting(userId, key).map(found -> found.orElseThrow(() -> noneActive(key)));
    }

    private static void checkRoom(Pending pending, LiveCommand command) {
        boolean full = command.payload().isEmpty()
                ? pending.count() >= MOST_PENDING + MOST_STOPS
                : pending.count() >= MOST_PENDING || pending.bytes() >= MOST_PENDING_BYTES;
        if (full) {
            throw Problem.of(429, "The bot has not taken its last %d commands yet.".formatted(pending.count()))
                    .retryAfter(5);
        }
    }

    /** Bots write JSON objects; what is none is left out. */
    private static List<Object> readable(List<String> messages) {
        List<Object> readable = new ArrayList<>(messages.size());
        for (String message : messages) {
            try {
                readable.add(new JsonObject(message).getMap());
            } catch (DecodeException e) {
                // not ours to mend
            }
        }
        return readable;
    }

    static Problem noneActive(MeetingKey key) {
        return Problem.of(
                404,
                "No active meeting found for platform %s and meeting ID %s"
                        .formatted(key.platform().wire(), key.nativeId()));
    }
}
