package dev.rollcall.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Listens to the two Redis channels of the bot, and comes back for ever: a Redis that is down or restarts never ends
 * the bot, since commands come with heartbeat answers as well.
 */
final class CommandListener {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final BotSettings settings;
    private final CommandInbox inbox;
    private final Heartbeat heartbeat;
    private final Log log;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final List<String> channels;

    CommandListener(BotSettings settings, CommandInbox inbox, Heartbeat heartbeat, Log log) {
        this.settings = settings;
        this.inbox = inbox;
        this.heartbeat = heartbeat;
        this.log = log;
        this.channels =
                List.of("bot_commands:" + settings.connectionId(), "bot_commands:meeting:" + settings.meetingId());
    }

    void start() {
        settings.redis().ifPresent(address -> Threads.startDaemon("commands", () -> listenForEver(address)));
    }

    private void listenForEver(RedisAddress address) {
        while (true) {
            try {
                listen(address);
            } catch (IOException | RuntimeException e) {
                Duration pause = backoff.next();
                log.step("redis_lost", "error", e.getMessage(), "retry_ms", pause.toMillis());
                Threads.sleep(pause);
            }
        }
    }

    private void listen(RedisAddress address) throws IOException {
        try (RedisConnection redis = RedisConnection.open(address)) {
            redis.send("SUBSCRIBE", channels.get(0), channels.get(1));
            while (true) {
                List<?> push = redis.nextPush();
                switch (String.valueOf(push.get(0))) {
                    case "subscribe" -> subscribed(push);
                    case "message" -> received(push);
                    default -> {} // the answer to PING
                }
            }
        }
    }

    /** Redis confirms each channel with the number of channels so far. */
    private void subscribed(List<?> confirmation) {
        if (Long.valueOf(channels.size()).equals(confirmation.get(2))) {
            backoff.reset();
            log.step("redis_subscribed");
            heartbeat.soon(); // what was published before now went past us
        }
    }

    private void received(List<?> message) {
        try {
            inbox.receive(Json.parse(String.valueOf(message.get(2))), "redis");
        } catch (JsonProcessingException e) {
            log.step("command_malformed", "via", "redis");
        }
    }
}
