package dev.rollcall.bench;

import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From PUT config to the answer to the bot's acknowledgement, one after the other: over Redis, to which the bots listen,
 * and without Redis, when the answer to a heartbeat brings the command.
 */
final class Reconfigure implements Scenario {

    private static final int BOTS = 100;
    private static final int TIMES = 1_000;

    /** Without Redis the bot's interval decides; real ones take 30 s. */
    private static final long HEARTBEAT_MILLIS = 100;

    private static final int TIMES_WITHOUT_REDIS = 200;
    private static final int WARM_UP = 100;
    private static final Pattern ID = Pattern.compile("\"(?:id|command_id)\" *: *\"([0-9a-f-]{36})\"");

    @Override
    public List<Row> measure(Stand stand) {
        Seed.Users user = stand.seed().users(1, null);
        Seed.Bots bots = stand.seed().active(user, BOTS);
        stand.seed().settle();
        Row up;
        try (Subscriber subscriber = new Subscriber(stand.local().redisUrl(), "bot_commands:meeting:*")) {
            run(stand, user, bots, WARM_UP, bot -> subscriber.next());
            up = Row.of("config → acknowledged, Redis up", run(stand, user, bots, TIMES, bot -> subscriber.next()));
        }
        stand.local().stopRedis();
        try (HttpCall call = new HttpCall(stand.port())) {
            Row down = Row.of(
                    "config → acknowledged, Redis down, a heartbeat every %d ms".formatted(HEARTBEAT_MILLIS),
                    run(stand, user, bots, TIMES_WITHOUT_REDIS, bot -> byHeartbeat(stand, call, bot)));
            return List.of(up, down);
        } finally {
            stand.local().startRedis();
        }
    }

    /** @param told waits until the bot has the command, and tells what it was told */
    private static Latencies run(Stand stand, Seed.Users user, Seed.Bots bots, int times, LongFunction<String> told) {
        Latencies latencies = new Latencies();
        latencies.record(true);
        try (HttpCall call = new HttpCall(stand.port())) {
            for (int i = 0; i < times; i++) {
                long bot = bots.id(i);
                String body = "{\"language\": \"" + (i / BOTS % 2 == 0 ? "de" : "en") + "\"}";
                String path = "/bots/google_meet/" + Seed.nativeId(bot) + "/config";
                long begin = System.nanoTime();
                Answer put = call.send(Request.of("PUT", path, body, Seed.apiKey(user.first())));
                String id = id(told.apply(bot));
                Answer acknowledged =
                        call.send(stand.seed().callback(bot, "ack", ", \"acknowledged\": [\"" + id + "\"]"));
                latencies.add(System.nanoTime() - begin, put.status() == 202 && acknowledged.status() == 200);
            }
        }
        return latencies.sorted();
    }

    private static String id(String message) {
        Matcher id = ID.matcher(message);
        if (!id.find()) {
            throw new IllegalStateException("There is no command in " + message);
        }
        return UUID.fromString(id.group(1)).toString();
    }

    private static String byHeartbeat(Stand stand, HttpCall call, long bot) {
        String answer = "";
        while (!answer.contains("reconfigure")) {
            pause();
            answer = call.send(stand.seed().heartbeat(bot)).body();
        }
        return answer.substring(answer.indexOf("\"commands\""));
    }

    private static void pause() {
        try {
            Thread.sleep((long) (Math.random() * HEARTBEAT_MILLIS)); // the bot is somewhere in its interval
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
