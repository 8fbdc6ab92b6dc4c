package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Bots as containers of a Docker Engine, which is all that knows of them: a service that starts anew finds its fleet by
 * its labels. Results come on threads of its own, since calls of the engine block.
 */
@Singleton
@Identifier("docker") final class DockerRuntime implements BotRuntime {

    private static final Logger LOG = Logger.getLogger(DockerRuntime.class);

    /** For a DOCKER_HOST that is there and empty. */
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    /** Calls at once. The engine works at a few of them at a time; the rest are waits of ours. */
    private static final int CALLS = 32;

    /** Ended containers that one list looks into: it has to come to an end. */
    private static final int ENDED_IN_A_LIST = 200;

    private final DockerConfig config;
    private final ContainerOrder order;
    private final ExecutorService calls;
    private final ScheduledExecutorService timer;
    private final Engine engine;
    private final ContainerLaunch launch;
    private final ContainerObservation observation;
    private final ContainerStop stop;

    @Inject
    DockerRuntime(DockerConfig config) {
        this(config, Clock.systemUTC());
    }

    DockerRuntime(DockerConfig config, Clock clock) {
        this.config = config;
        this.order = new ContainerOrder(config, image(config));
        EngineAddress address = address(config);
        this.calls = threads();
        this.timer = timer();
        this.engine = new Engine(address, config.timeout(), timer);
        this.launch = new ContainerLaunch(engine, config.installation(), image(config));
        this.observation = new ContainerObservation(engine, config.installation(), clock);
        this.stop = new ContainerStop(engine, calls, timer, clock);
        LOG.infof("runtime=docker engine=%s image=%s installation=%s", address, image(config), config.installation());
    }

    /** Bots' secrets must not cross a network in the clear where somebody has asked for TLS. */
    private static EngineAddress address(DockerConfig config) {
        EngineAddress address = EngineAddress.of(config.host().orElse(USUAL_SOCKET));
        if (address instanceof EngineAddress.Tcp && config.tlsVerify().isPresent()) {
            throw new ConfigurationException(
                    "The runtime 'docker' does not speak TLS, and DOCKER_TLS_VERIFY asks for it:"
                            + " use the engine's unix socket, or a tunnel that ends in one.");
        }
        return address;
    }

    private static String image(DockerConfig config) {
        return config.image()
                .filter(image -> !image.isBlank())
                .orElseThrow(() -> new ConfigurationException("The runtime 'docker' needs the image of a bot: set"
                        + " rollcall.docker.image or the environment variable BOT_IMAGE_NAME."));
    }

    /** They come when there is work and go when there is none. */
    private static ExecutorService threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                CALLS, CALLS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("docker-call"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Nearly all of its work is cancelled: the calls that it would end have ended before. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("docker-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return call(() -> launch.launch(workload, order.of(workload)))
                .onFailure()
                .recoverWithItem(
                        trouble -> new LaunchOutcome.Ambiguous("The launch did not come to an end: " + trouble));
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return call(() -> terminateNow(handle, grace)).replaceWithVoid();
    }

    @Override
    public Uni<Void> delete(String handle) {
        return call(() -> deleteNow(handle)).replaceWithVoid();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return call(() -> observation.of(handle))
                .onFailure()
                .recoverWithItem(trouble -> new Observation.Unknown(trouble.getMessage()));
    }

    @Override
    public Uni<List<Observed>> list() {
        return call(this::listNow);
    }

    @Override
    public Multi<Observed> watch() {
        String[] labels = Container.labelFilter(config.installation());
        return new ContainerEnds(engine, calls, this::endedNow, observation::observed, labels).watch();
    }

    private Boolean terminateNow(String handle, Duration grace) throws IOException {
        Optional<Container> container = observation.find(handle);
        if (container.isEmpty()) {
            return false;
        }
        LOG.infof("event=terminate runtime=docker handle=%s grace=%s", handle, grace);
        if (container.get().neverStarted()) {
            engine.remove(container.get().id()); // it has nothing to say; a launch that is at it finds nothing to start
        } else {
            stop.stop(container.get(), grace);
        }
        return true;
    }

    private Boolean deleteNow(String handle) throws IOException {
        Optional<Container> container = observation.find(handle);
        if (container.isPresent()) {
            engine.remove(container.get().id());
            LOG.infof("event=delete runtime=docker handle=%s", handle);
        }
        return container.isPresent();
    }

    private List<Observed> listNow() throws IOException {
        List<Observed> found = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (JsonNode listed : engine.list(Container.labelFilter(config.installation()))) {
            String handle = listed.path("Names").path(0).asText().replaceFirst("^/", "");
            Optional<Workload.Identity> identity = Workload.identify(handle);
            if (identity.isPresent() && listed.path("State").asText().equals("running")) {
                found.add(new Observed(
                        handle, identity.get().meetingId(), identity.get().attempt(), new Observation.Running()));
            } else if (identity.isPresent()) {
                others.add(handle);
            }
        }
        found.addAll(lookedAt(others));
        return found;
    }

    /** In any order: where there are too many for one list, each has its turn in one of the next. */
    private List<Observed> lookedAt(List<String> handles) {
        Collections.shuffle(handles);
        return handles.stream()
                .limit(ENDED_IN_A_LIST)
                .map(observation::observed)
                .toList();
    }

    private List<Observed> endedNow() throws IOException {
        return listNow().stream()
                .filter(observed -> observed.observation() instanceof Observation.Ended)
                .toList();
    }

    @PreDestroy
    void close() {
        calls.shutdownNow();
        timer.shutdownNow();
    }

    /** Each call of the engine has a time-out of its own, so what is done here comes to an end. */
    private <T> Uni<T> call(Callable<T> work) {
        Uni<T> called = Uni.createFrom().emitter(emitter -> {
            try {
                emitter.complete(work.call());
            } catch (Exception trouble) {
                emitter.fail(trouble);
            }
        });
        return called.runSubscriptionOn(calls);
    }
}
