package dev.rollcall.runtime.docker;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Asks the engine what is true of a bot. Blocks. */
final class ContainerObservation {

    /** A container that was made so long ago and never started: its launch has died, and a new one is past its deadline. */
    private static final Duration LONGEST_LAUNCH = Duration.ofMinutes(5);

    private final Engine engine;
    private final String installation;
    private final Clock clock;

    ContainerObservation(Engine engine, String installation, Clock clock) {
        this.engine = engine;
        this.installation = installation;
        this.clock = clock;
    }

    /** Ours alone: a container of somebody else is none, whatever its name. */
    Optional<Container> find(String handle) throws IOException {
        return engine.inspect(handle).filter(container -> container.isOf(handle, installation));
    }

    /** @throws IOException when the engine does not say */
    Observation of(String handle) throws IOException {
        Optional<Container> container = find(handle);
        return container.isPresent() ? of(container.get()) : new Observation.Gone();
    }

    /** Never fails. */
    Observed observed(String handle) {
        Workload.Identity identity = Workload.identify(handle).orElseThrow();
        Observation observation;
        try {
            observation = of(handle);
        } catch (IOException trouble) {
            observation = new Observation.Unknown(trouble.getMessage());
        }
        return new Observed(handle, identity.meetingId(), identity.attempt(), observation);
    }

    private Observation of(Container container) throws IOException {
        return switch (container.status()) {
            case "running", "paused", "restarting" -> new Observation.Running();
            case "exited", "dead" ->
                new Observation.Ended(container.exitCode(), endOf(container), output(container.id()));
            case "created" -> notStarted(container);
            default -> new Observation.Unknown("The Docker Engine says that it is " + container.status() + ".");
        };
    }

    /** A bot may live on although one of its processes was killed for memory: then it ends as it likes. */
    private static String endOf(Container container) {
        return container.oomKilled() && container.exitCode() != 0 ? "OOMKilled" : "Exited";
    }

    /**
     * Not Running: the launch that made it may have died, and the next try must not take it for launched. What comes to
     * its start finds it under its name.
     */
    private Observation notStarted(Container container) {
        if (!container.error().isEmpty()) {
            return new Observation.Ended(container.exitCode(), "NotStarted", container.error());
        }
        boolean old = container.created().isBefore(clock.instant().minus(LONGEST_LAUNCH));
        return old
                ? new Observation.Ended(null, "NotStarted", null)
                : new Observation.Unknown("The container is there, and not started yet.");
    }

    /** What cannot be had although the engine answers, as with a log driver that only writes, must not hide the end. */
    private String output(String id) throws IOException {
        try {
            return engine.output(id);
        } catch (EngineRefusal none) {
            return null;
        }
    }
}
