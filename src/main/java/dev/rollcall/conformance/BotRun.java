package dev.rollcall.conformance;

import dev.rollcall.conformance.ControlPlane.Received;
import dev.rollcall.launch.BotEnvironment;
import dev.rollcall.launch.BotEnvironment.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run of the bot, with a service and a way to Redis that are there for it alone. */
final class BotRun implements AutoCloseable {

    /** Far above any real meeting: commands go over a Redis that may be a live one. JavaScript still counts exactly. */
    private static final long FIRST_MEETING_ID = 9_000_000_000_000_000L;

    private static final int MEETING_IDS = 1_000_000_000;
    private static final long POLL_MILLIS = 20;

    private final Options options;
    private final ControlPlane controlPlane;
    private final RedisGate gate;
    private final Trial trial;
    private BotProcess process;

    BotRun(Options options) throws IOException {
        this.options = options;
        InetAddress address = address(options.callbackHost());
        controlPlane = new ControlPlane(new InetSocketAddress(address, 0));
        gate = new RedisGate(options.redis(), address);
        trial = trial();
        controlPlane.expect(trial);
    }

    /** A bot that reaches this machine under another name than localhost does not come over the loopback. */
    private static InetAddress address(String callbackHost) {
        boolean local = callbackHost.equals("127.0.0.1") || callbackHost.equals("localhost");
        return local ? InetAddress.getLoopbackAddress() : new InetSocketAddress(0).getAddress();
    }

    private Trial trial() {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String redisUrl = options.redis()
                .map(target -> target.urlThrough(options.callbackHost(), gate.port()))
                .orElseGet(() -> "redis://" + options.callbackHost() + ":" + gate.port());
        return new Trial(
                FIRST_MEETING_ID + random.nextInt(MEETING_IDS),
                UUID.randomUUID(),
                options.meeting().platform(),
                options.meeting().nativeId(),
                options.order().copy().put("meeting_url", options.meeting().url()),
                "http://" + options.callbackHost() + ":" + controlPlane.port(),
                "1." + Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                redisUrl,
                options.heartbeat());
    }

    Options options() {
        return options;
    }

    ControlPlane controlPlane() {
        return controlPlane;
    }

    RedisGate gate() {
        return gate;
    }

    BotProcess process() {
        return process;
    }

    void start() throws IOException {
        process = BotProcess.start(options.command(), BotEnvironment.of(options.profile(), trial));
    }

    void startWithBrokenConfiguration() throws IOException {
        Map<String, String> environment = new HashMap<>(BotEnvironment.of(options.profile(), trial));
        BotEnvironment.configVariables(options.profile())
                .forEach(variable -> environment.put(variable, "{\"meeting_id\": "));
        process = BotProcess.start(options.command(), environment);
    }

    /** As the service writes it. */
    JsonObject command(String action) {
        return new JsonObject()
                .put("action", action)
                .put("command_id", UUID.randomUUID().toString())
                .put("meeting_id", trial.meetingId())
                .put("uid", trial.connectionId().toString());
    }

    /** On both channels, since bots of different eras listen on different ones. */
    long publish(JsonObject command) throws IOException {
        RedisPublisher redis = redis();
        String json = command.encode();
        return redis.publish("bot_commands:" + trial.connectionId(), json)
                + redis.publish("bot_commands:meeting:" + trial.meetingId(), json);
    }

    boolean listens() throws IOException {
        RedisPublisher redis = redis();
        return redis.subscribers("bot_commands:" + trial.connectionId())
                        + redis.subscribers("bot_commands:meeting:" + trial.meetingId())
                > 0;
    }

    private RedisPublisher redis() {
        return new RedisPublisher(options.redis().orElseThrow());
    }

    /** A question whose answer may be late. */
    interface Question {
        boolean isSo() throws IOException;
    }

    /** @return whether it was so within that time */
    boolean await(Duration time, Question question) throws IOException, InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (!question.isSo()) {
            if (System.nanoTime() > until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    boolean awaitEnd(Duration time) throws IOException, InterruptedException {
        return await(time, () -> !process.isAlive());
    }

    /** The first callback with this status that was answered as it should be. */
    Optional<Received> reported(String status) {
        return statuses().stream()
                .filter(one -> one.status().equals(status) && one.known() && one.trouble() == null)
                .findFirst();
    }

    List<Received> statuses() {
        return controlPlane.received().stream()
                .filter(one -> !one.status().isEmpty())
                .toList();
    }

    Optional<Received> end() {
        return statuses().stream().filter(one -> one.isEnd() && one.known()).findFirst();
    }

    /** Ends the check when the bot does not get there. */
    void awaitActive() throws IOException, InterruptedException {
        BooleanSupplier active = () -> reported("active").isPresent();
        await(options.timeout(), () -> active.getAsBoolean() || end().isPresent() || !process.isAlive());
        if (!active.getAsBoolean()) {
            throw notActive();
        }
    }

    private Verdict.Reached notActive() {
        if (statuses().stream().anyMatch(one -> !one.known())) {
            return Verdict.failed("It reports with another connection_id or token than it was given.");
        }
        if (reported("joining").isEmpty() && reported("awaiting_admission").isEmpty()) {
            return Verdict.failed("It never reported joining; " + state() + ".");
        }
        boolean notLetIn = end().map(end -> end.body().getString("completion_reason", ""))
                .filter(reason -> reason.contains("admi") || reason.equals("evicted"))
                .isPresent();
        boolean waits = process.isAlive() && end().isEmpty();
        String saw = "It did not get into the meeting; " + state() + ".";
        return waits || notLetIn ? Verdict.impossible(saw) : Verdict.failed(saw);
    }

    /** Waits until somebody hears what is published. */
    void awaitListening() throws IOException, InterruptedException {
        if (!await(options.timeout(), () -> listens() || !process.isAlive()) || !process.isAlive()) {
            throw Verdict.failed("It listens on neither of its channels in Redis; " + state() + ".");
        }
    }

    /** How it is with the bot, for a sentence. */
    String state() {
        List<Received> statuses = statuses();
        String last = statuses.isEmpty()
                ? "it said nothing"
                : "the last that it said was "
                        + statuses.get(statuses.size() - 1).status();
        return last + ", and it " + (process.isAlive() ? "still runs" : "ended with exit code " + process.exitCode());
    }

    String sinceStart(Received one) {
        return seconds(Duration.ofNanos(one.nanos() - process.startedAt()));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    List<String> lastLines() {
        return process == null ? List.of() : process.lastLines();
    }

    /** The bot may take its time to leave, since this is a real meeting perhaps. */
    void endPolitely() throws InterruptedException {
        if (process != null) {
            process.end(options.grace());
        }
    }

    /** By force. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        gate.close();
        controlPlane.close();
    }
}
