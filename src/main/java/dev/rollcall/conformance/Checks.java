package dev.rollcall.conformance;

import dev.rollcall.conformance.Check.Level;
import dev.rollcall.conformance.ControlPlane.Received;
import dev.rollcall.conformance.ControlPlane.Trouble;
import dev.rollcall.launch.LaunchProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the contract asks of a bot (docs/bots.md), in the order of the report. */
final class Checks {

    private static final Set<String> MAY_ASK_FOR_HELP = Set.of("needs_help", "needs_human_help");

    /** A callback may come in on another thread than the one that sees the exit. */
    private static final Duration ALMOST_AT_ONCE = Duration.ofMillis(500);

    /** Beyond twice the interval, a busy machine is forgiven this much. */
    private static final Duration LATE_BEAT = Duration.ofSeconds(1);

    private static final int BEATS = 3;
    private static final Duration LEFT_BEHIND_GRACE = Duration.ofSeconds(2);
    private static final Duration EARLY = Duration.ofMillis(200);

    private Checks() {}

    static List<Check> of(LaunchProfile profile) {
        Level beats = profile == LaunchProfile.ROLLCALL ? Level.REQUIRED : Level.RECOMMENDED;
        Level required = Level.REQUIRED;
        Level recommended = Level.RECOMMENDED;
        return List.of(
                new Check(1, required, false, false, "reports joining and active, in order", Checks::start),
                new Check(2, beats, true, false, "heartbeats come as often as it was told", Checks::heartbeats),
                new Check(3, required, false, false, "repeats a callback that failed", Checks::repeats),
                new Check(4, required, true, true, "leaves when told over Redis", Checks::leaveOverRedis),
                new Check(5, recommended, true, false, "leaves when told in a heartbeat's answer", Checks::leaveByBeat),
                new Check(6, recommended, true, false, "acknowledges a reconfigure", Checks::reconfigure),
                new Check(7, required, true, false, "leaves and reports on SIGTERM", Checks::sigterm),
                new Check(8, required, false, false, "ends on SIGTERM while it starts", Checks::sigtermEarly),
                new Check(9, required, true, true, "outlives a restart of Redis", Checks::redisRestart),
                new Check(10, required, false, false, "refuses a broken configuration", Checks::broken),
                new Check(11, required, false, false, "leaves no process behind", Checks::leavesNothing));
    }

    private static String start(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        List<Received> statuses = run.statuses();
        if (statuses.stream().anyMatch(one -> !one.known())) {
            throw Verdict.failed("Some callbacks have another connection_id or token than it was given.");
        }
        List<String> order = statuses.stream()
                .map(Received::status)
                .filter(status -> !MAY_ASK_FOR_HELP.contains(status))
                .distinct()
                .filter(status -> !status.equals("completed") && !status.equals("failed"))
                .toList();
        if (!order.equals(List.of("joining", "awaiting_admission", "active"))
                && !order.equals(List.of("joining", "active"))) {
            throw Verdict.failed("It reported " + String.join(", ", order) + ".");
        }
        return order.stream()
                        .map(status -> status + " after "
                                + run.sinceStart(run.reported(status).orElseThrow()))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static String heartbeats(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        Duration interval = run.options().heartbeat();
        Duration patience = interval.multipliedBy(2).plus(LATE_BEAT);
        Thread.sleep(interval.toMillis()); // what it sends on becoming active is none of its regular ones
        long begun = System.nanoTime();
        for (int beat = 1; beat <= BEATS; beat++) {
            Thread.sleep(interval.dividedBy(2).toMillis()); // what was held up comes in a bunch, and counts as one
            int wanted = heard(run) + 1;
            if (!run.await(
                            patience,
                            () -> heard(run) >= wanted || !run.process().isAlive())
                    || heard(run) < wanted) {
                throw Verdict.failed("No heartbeat for " + BotRun.seconds(patience)
                        + ", although it was told one every " + BotRun.seconds(interval) + "; " + run.state() + ".");
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return "Told one every " + BotRun.seconds(interval) + ", it sent " + BEATS + " in " + BotRun.seconds(took)
                + ".";
    }

    private static int heard(BotRun run) {
        return (int) run.controlPlane().received().stream()
                .filter(one -> one.kind().equals("heartbeat") && one.known())
                .count();
    }

    private static String repeats(BotRun run) throws IOException, InterruptedException {
        run.controlPlane().failNewStatuses(Trouble.UNAVAILABLE, Trouble.NO_ANSWER);
        run.start();
        List<String> repeated = new ArrayList<>();
        for (Trouble trouble : Trouble.values()) {
            String what = trouble == Trouble.UNAVAILABLE ? "answered 503" : "not answered";
            run.await(
                    run.options().timeout(),
                    () -> failed(run, trouble).isPresent() || !run.process().isAlive());
            String status = failed(run, trouble)
                    .map(Received::status)
                    .orElseThrow(() -> Verdict.impossible(
                            "There was no callback that could be " + what + "; " + run.state() + "."));
            run.await(
                    run.options().timeout(),
                    () -> run.reported(status).isPresent() || !run.process().isAlive());
            Received again = run.reported(status)
                    .orElseThrow(() -> Verdict.failed(
                            "It did not repeat " + status + ", which was " + what + "; " + run.state() + "."));
            Duration after = Duration.ofNanos(
                    again.nanos() - failed(run, trouble).orElseThrow().nanos());
            repeated.add(status + ", " + what + ", again after " + BotRun.seconds(after));
        }
        return String.join("; ", repeated) + ".";
    }

    private static Optional<Received> failed(BotRun run, Trouble trouble) {
        return run.statuses().stream().filter(one -> one.trouble() == trouble).findFirst();
    }

    private static String leaveOverRedis(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        run.awaitListening();
        long told = System.nanoTime();
        run.publish(run.command("leave"));
        return left(run, told);
    }

    private static String leaveByBeat(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        long told = System.nanoTime();
        run.controlPlane().command(run.command("leave"));
        if (!run.await(
                run.options().heartbeat().multipliedBy(2).plus(LATE_BEAT),
                () -> heard(run) > 0 || !run.process().isAlive())) {
            throw Verdict.impossible("It sends no heartbeats.");
        }
        return left(run, told);
    }

    /** After a leave: the report first, then the exit, and both say that all is well. */
    private static String left(BotRun run, long told) throws IOException, InterruptedException {
        if (!run.awaitEnd(run.options().timeout())) {
            throw Verdict.failed("Told to leave, it did not end within "
                    + BotRun.seconds(run.options().timeout()) + "; " + run.state() + ".");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - told);
        Received end = awaitReport(run, "Told to leave");
        if (!end.status().equals("completed") || reason(end).isEmpty()) {
            throw Verdict.failed("Told to leave, it reported " + end.status() + " with "
                    + (reason(end).isEmpty() ? "no reason" : "the reason " + reason(end)) + ".");
        }
        if (run.process().exitCode() != 0) {
            throw Verdict.failed(
                    "Told to leave, it ended with exit code " + run.process().exitCode() + " instead of 0.");
        }
        return "It reported completed (" + reason(end) + ") and ended with exit code 0 after " + BotRun.seconds(took)
                + ".";
    }

    private static Received awaitReport(BotRun run, String when) throws IOException, InterruptedException {
        run.await(ALMOST_AT_ONCE, () -> run.end().isPresent());
        return run.end()
                .orElseThrow(() -> Verdict.failed(when + ", it ended with exit code "
                        + run.process().exitCode() + " without reporting its end."));
    }

    private static String reason(Received end) {
        String reason = end.body().getString("completion_reason");
        return reason != null ? reason : String.valueOf(end.body().getValue("reason", ""));
    }

    private static String reconfigure(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        JsonObject command = run.command("reconfigure").put("language", "de").put("task", "transcribe");
        run.controlPlane().command(command);
        if (run.options().redis().isPresent()) {
            run.publish(command);
        }
        String id = command.getString("command_id");
        long told = System.nanoTime();
        run.await(
                run.options().timeout(),
                () -> acknowledged(run, id).isPresent() || !run.process().isAlive());
        Received word = acknowledged(run, id)
                .orElseThrow(() -> Verdict.failed("It did not acknowledge the command; " + run.state() + "."));
        return "Acknowledged by " + word.kind() + " after "
                + BotRun.seconds(Duration.ofNanos(Math.max(0, word.nanos() - told))) + ".";
    }

    private static Optional<Received> acknowledged(BotRun run, String commandId) {
        return run.controlPlane().received().stream()
                .filter(one -> one.known() && one.acknowledged().contains(commandId))
                .findFirst();
    }

    private static String sigterm(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        Duration took = endBySignal(run);
        Received end = awaitReport(run, "On SIGTERM");
        int exitCode = run.process().exitCode();
        if (exitCode != 0 && exitCode != 143) {
            throw Verdict.failed("On SIGTERM it ended with exit code " + exitCode + " instead of 0 or 143.");
        }
        return "It reported " + end.status() + " (" + reason(end) + ") and ended with exit code " + exitCode + " after "
                + BotRun.seconds(took) + ".";
    }

    private static String sigtermEarly(BotRun run) throws IOException, InterruptedException {
        run.start();
        Thread.sleep(EARLY.toMillis());
        Duration took = endBySignal(run);
        return "It ended with exit code " + run.process().exitCode() + " after " + BotRun.seconds(took) + ".";
    }

    private static Duration endBySignal(BotRun run) throws IOException, InterruptedException {
        long told = System.nanoTime();
        run.process().sigterm();
        if (!run.awaitEnd(run.options().grace())) {
            throw Verdict.failed("It still runs " + BotRun.seconds(run.options().grace()) + " after SIGTERM.");
        }
        return Duration.ofNanos(System.nanoTime() - told);
    }

    private static String redisRestart(BotRun run) throws IOException, InterruptedException {
        run.start();
        run.awaitActive();
        run.awaitListening();
        run.gate().shut();
        run.awaitEnd(run.options().outage());
        if (!run.process().isAlive() || run.end().isPresent()) {
            throw Verdict.failed("It did not outlive the loss of Redis; " + run.state() + ".");
        }
        run.gate().openAgain();
        long back = System.nanoTime();
        boolean listens = run.await(
                run.options().timeout(), () -> run.listens() || !run.process().isAlive());
        long told = System.nanoTime();
        JsonObject leave = run.command("leave");
        run.publish(leave);
        if (!listens) {
            run.controlPlane().command(leave); // the service's other way, which a bot with heartbeats may rely on
            return "It did not come back to Redis, but a heartbeat's answer reached it. " + left(run, told);
        }
        return "It listened again after " + BotRun.seconds(Duration.ofNanos(told - back)) + ". " + left(run, told);
    }

    private static String broken(BotRun run) throws IOException, InterruptedException {
        run.startWithBrokenConfiguration();
        if (!run.awaitEnd(run.options().timeout())) {
            throw Verdict.failed("With a configuration that is not JSON, it still runs after "
                    + BotRun.seconds(run.options().timeout()) + ".");
        }
        int exitCode = run.process().exitCode();
        if (exitCode == 0) {
            throw Verdict.failed("With a configuration that is not JSON, it ended with exit code 0.");
        }
        return "It ended with exit code " + exitCode + ".";
    }

    /** By a signal, since that leaves it the least time to tidy up. */
    private static String leavesNothing(BotRun run) throws IOException, InterruptedException {
        run.start();
        if (!run.process().ownSession()) {
            throw Verdict.impossible("This system has no setsid and no /proc, so nobody can tell what a bot started.");
        }
        run.await(
                run.options().timeout(),
                () -> run.reported("active").isPresent() || !run.process().isAlive());
        endBySignal(run);
        if (!run.await(LEFT_BEHIND_GRACE, () -> run.process().leftBehind().isEmpty())) {
            throw Verdict.failed(run.process().leftBehind().size() + " of its processes still ran "
                    + BotRun.seconds(LEFT_BEHIND_GRACE) + " after its end.");
        }
        return "None of its processes was left.";
    }
}
