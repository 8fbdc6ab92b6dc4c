package dev.rollcall.conformance;

import dev.rollcall.platform.Programs;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code rollcall conformance}: runs any bot's command against the contract and prints what it saw. It plays the
 * service itself, and needs no setting and no database.
 */
public final class Conformance {

    /** All that is required was seen. */
    static final int EXIT_CONFORMS = 0;

    static final int EXIT_DOES_NOT_CONFORM = 1;
    static final int EXIT_WRONG_USAGE = 2;

    private static final String NOT_IN_THE_MEETING =
            "It needs a bot in the meeting, and check 1 did not see it get there.";

    private final Options options;
    private final Report report;
    private final Set<BotRun> runs = ConcurrentHashMap.newKeySet();
    private volatile boolean neverActive;

    private Conformance(Options options, PrintStream out) {
        this.options = options;
        this.report = new Report(out);
    }

    /** @return the exit code */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args);
            requireThatItCanRun(options);
            return new Conformance(options, out).run();
        } catch (WrongUsage wrong) {
            err.println(wrong.getMessage());
            return EXIT_WRONG_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_DOES_NOT_CONFORM;
        }
    }

    private static void requireThatItCanRun(Options options) {
        String program = options.command().get(0);
        if (Programs.named(program).findFirst().isEmpty()) {
            throw new WrongUsage("There is no program '" + program + "' that can be started.");
        }
        options.redis().ifPresent(redis -> {
            try {
                new RedisPublisher(redis).ping();
            } catch (IOException e) {
                throw new WrongUsage("Redis at " + redis + " cannot be used: " + e.getMessage() + ".");
            }
        });
    }

    private int run() throws InterruptedException {
        Thread killer = new Thread(() -> runs.forEach(BotRun::close), "end-bots");
        Runtime.getRuntime().addShutdownHook(killer); // no bot stays in a meeting when somebody presses Ctrl-C
        List<Check> checks = new ArrayList<>(Checks.of(options.profile()));
        checks.removeIf(check -> !options.only().isEmpty() && !options.only().contains(check.number()));
        report.head(options);
        if (checks.get(0).number() == 1) {
            Check first = checks.remove(0);
            report.add(first, verdict(first));
        }
        runAll(checks).forEach(this::addWhenOver);
        return report.end() ? EXIT_CONFORMS : EXIT_DOES_NOT_CONFORM;
    }

    private Map<Check, Future<Verdict>> runAll(List<Check> checks) {
        ExecutorService threads = Executors.newFixedThreadPool(options.parallel());
        Map<Check, Future<Verdict>> verdicts = new LinkedHashMap<>();
        checks.forEach(check -> verdicts.put(check, threads.submit(() -> verdict(check))));
        threads.shutdown();
        return verdicts;
    }

    private void addWhenOver(Check check, Future<Verdict> verdict) {
        try {
            report.add(check, verdict.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Check " + check.number() + " broke", e.getCause());
        }
    }

    private Verdict verdict(Check check) throws InterruptedException {
        if (check.needsRedis() && options.redis().isEmpty()) {
            return Verdict.notRun("It needs a Redis: give one with --redis redis://….");
        }
        if (check.needsMeeting() && neverActive) {
            return Verdict.notRun(NOT_IN_THE_MEETING);
        }
        try (BotRun run = new BotRun(options)) {
            runs.add(run);
            Verdict verdict = look(check, run);
            Verdict complete = verdict.with(run.lastLines());
            if (check.number() == 1) {
                neverActive = run.reported("active").isEmpty();
            }
            run.endPolitely();
            runs.remove(run);
            return complete;
        } catch (IOException | RuntimeException e) {
            return new Verdict(Verdict.Outcome.FAIL, "The check itself broke: " + e + ".", List.of());
        }
    }

    private static Verdict look(Check check, BotRun run) throws IOException, InterruptedException {
        try {
            return Verdict.pass(check.body().look(run));
        } catch (Verdict.Reached reached) {
            return reached.verdict();
        }
    }
}
