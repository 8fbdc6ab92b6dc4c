package dev.rollcall.runtime.process;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Bots as child processes on this machine, for Linux and macOS. All that is known of them is on disk, one folder each,
 * so that they outlive the service and are found again. Results come on a worker thread.
 */
@Singleton
@Identifier("process") final class ProcessRuntime implements BotRuntime {

    private static final Logger LOG = Logger.getLogger(ProcessRuntime.class);

    /** Reading a few small files takes no time; this is for a disk that does not answer. */
    private static final Duration DISK_TIMEOUT = Duration.ofSeconds(10);

    private final ProcessConfig config;
    private final Clock clock;
    private final BotDirectory directory;
    private final Launcher launcher;
    private final BotObservation observation;
    private final BotEnds ends;
    private final KillAtShutdown killAtShutdown;

    @Inject
    ProcessRuntime(ProcessConfig config) {
        this(config, Clock.systemUTC());
        Infrastructure.getDefaultWorkerPool().execute(this::adoptFleet);
    }

    /** Does not look for the fleet by itself: that comes with {@link #adoptFleet} or the first {@link #list}. */
    ProcessRuntime(ProcessConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.directory = BotDirectory.prepare(config.directory());
        this.launcher = new Launcher(BotCommand.of(config.command()), config.launchTimeout(), config.killTimeout());
        this.observation = new BotObservation(clock, config.launchTimeout());
        this.ends = new BotEnds(directory, this::look);
        this.killAtShutdown = new KillAtShutdown(directory);
        if (config.endWithService()) {
            killAtShutdown.register();
        }
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return onWorker(
                        () -> launchNow(workload),
                        config.launchTimeout().plus(config.killTimeout()).multipliedBy(2))
                .onFailure()
                .recoverWithItem(
                        trouble -> new LaunchOutcome.Ambiguous("The launch did not come to an end: " + trouble));
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return onWorker(() -> terminateNow(handle, grace), DISK_TIMEOUT).replaceWithVoid();
    }

    @Override
    public Uni<Void> delete(String handle) {
        return onWorker(() -> deleteNow(handle), config.killTimeout().multipliedBy(5))
                .replaceWithVoid();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return onWorker(() -> look(handle).observation(), DISK_TIMEOUT)
                .onFailure()
                .recoverWithItem(trouble -> new Observation.Unknown("It cannot be looked at: " + trouble));
    }

    @Override
    public Uni<List<Observed>> list() {
        return onWorker(this::listNow, DISK_TIMEOUT);
    }

    @Override
    public Multi<Observed> watch() {
        return ends.watch();
    }

    private LaunchOutcome launchNow(Workload workload) {
        LaunchOutcome outcome = launcher.launch(directory.folder(workload.handle()), workload.environment());
        if (outcome instanceof LaunchOutcome.Launched) {
            ends.follow(workload.handle());
        }
        return outcome;
    }

    private Boolean terminateNow(String handle, Duration grace) throws IOException {
        BotFolder folder = directory.folder(handle);
        if (!folder.exists() || folder.exitCode().isPresent()) {
            return false;
        }
        folder.killAt(clock.instant().plus(grace)); // before the pid is read: a launch under way does it in reverse
        folder.bot().ifPresent(bot -> {
            bot.running().ifPresent(ProcessHandle::destroy);
            killLater(handle, bot, grace);
        });
        LOG.infof("event=terminate runtime=process handle=%s grace=%s", handle, grace);
        return true;
    }

    /** Each request has a timer of its own, for this very process: so the earliest of them counts. */
    private void killLater(String handle, ProcessIdentity bot, Duration grace) {
        Runnable kill = () -> {
            if (bot.running().isPresent()) {
                LOG.infof("event=kill runtime=process handle=%s reason=\"grace is over\"", handle);
                bot.kill();
            }
        };
        // No grace at all is a millisecond: the pool of the service refuses anything less.
        Infrastructure.getDefaultWorkerPool().schedule(kill, Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
    }

    private Boolean deleteNow(String handle) throws IOException {
        directory.folder(handle).delete(config.killTimeout());
        LOG.infof("event=delete runtime=process handle=%s", handle);
        return true;
    }

    private List<Observed> listNow() throws IOException {
        List<Observed> found = directory.handles().stream().map(this::look).toList();
        found.stream().filter(ProcessRuntime::runs).map(Observed::handle).forEach(this::adopt);
        return found;
    }

    private Observed look(String handle) {
        Workload.Identity identity = Workload.identify(handle).orElseThrow();
        return new Observed(handle, identity.meetingId(), identity.attempt(), observation.of(directory.folder(handle)));
    }

    private static boolean runs(Observed observed) {
        return observed.observation() instanceof Observation.Running;
    }

    /** Takes over a bot of an earlier service, together with the end that it was promised. */
    private void adopt(String handle) {
        if (!ends.follow(handle)) {
            return;
        }
        BotFolder folder = directory.folder(handle);
        try {
            Optional<Duration> left = folder.killAt().map(time -> Duration.between(clock.instant(), time));
            Optional<ProcessIdentity> bot = folder.bot();
            if (left.isPresent() && bot.isPresent()) {
                killLater(handle, bot.get(), left.get());
            }
        } catch (IOException trouble) {
            LOG.warnf("event=adopt_failed runtime=process handle=%s reason=\"%s\"", handle, trouble);
        }
    }

    private void adoptFleet() {
        try {
            long running = listNow().stream().filter(ProcessRuntime::runs).count();
            LOG.infof("event=adopt runtime=process directory=%s running=%d", directory.path(), running);
            for (BotFolder leftover : directory.putAside()) {
                leftover.endAndRemove(config.killTimeout());
            }
        } catch (IOException | RuntimeException trouble) {
            LOG.warnf("event=adopt_failed runtime=process directory=%s reason=\"%s\"", directory.path(), trouble);
        }
    }

    @PreDestroy
    void close() {
        killAtShutdown.unregister();
    }

    /** Files and processes block: never on the event loop, and never for ever. */
    private static <T> Uni<T> onWorker(Callable<T> work, Duration bound) {
        return Uni.createFrom()
                .item(Unchecked.supplier(work::call))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(bound)
                .fail();
    }
}
