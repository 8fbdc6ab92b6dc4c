package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Workload;
import java.io.IOException;
import java.util.Optional;

/** Makes a container and starts it, or finds it under its name. Blocks. */
final class ContainerLaunch {

    private final Engine engine;
    private final String installation;
    private final String image;

    ContainerLaunch(Engine engine, String installation, String image) {
        this.engine = engine;
        this.installation = installation;
        this.image = image;
    }

    LaunchOutcome launch(Workload workload, ObjectNode order) {
        Optional<String> problem = ContainerOrder.problemWith(workload.environment());
        if (problem.isPresent()) {
            return new Refused(problem.get());
        }
        try {
            return start(engine.create(workload.handle(), order));
        } catch (EngineRefusal refusal) {
            return refusal.status() == 409 ? found(workload.handle()) : notMade(refusal);
        } catch (EngineUnreachable nothingSent) {
            return new Busy(nothingSent.getMessage());
        } catch (IOException trouble) {
            return new Ambiguous(trouble.getMessage());
        }
    }

    private LaunchOutcome notMade(EngineRefusal refusal) {
        if (refusal.status() >= 500 || refusal.status() == 429) {
            return new Busy(refusal.getMessage());
        }
        return new Refused(
                refusal.status() == 404
                        ? "The image '" + image + "' is not on the Docker Engine: pull it there. ("
                                + refusal.getMessage() + ")"
                        : refusal.getMessage());
    }

    /** The name is taken: by an earlier try of this very launch, or by somebody else. */
    private LaunchOutcome found(String handle) {
        try {
            Optional<Container> there = engine.inspect(handle);
            if (there.isEmpty()) {
                return new Ambiguous("A container of this name was there and is not any more.");
            }
            Container container = there.get();
            if (!container.isOf(handle, installation)) {
                return new Refused("There is a container called " + handle + " that this service has not made.");
            }
            return switch (container.status()) {
                case "created" -> start(container.id());
                case "removing" -> new Busy("An earlier container called " + handle + " is still being removed.");
                default -> new Launched();
            };
        } catch (IOException trouble) {
            return new Ambiguous(trouble.getMessage());
        }
    }

    /** From here on a container is there, so what is not clear is looked at again under the same name. */
    private LaunchOutcome start(String id) {
        try {
            engine.start(id);
            return new Launched();
        } catch (EngineRefusal refusal) {
            return notStarted(id, refusal);
        } catch (IOException trouble) {
            return new Ambiguous(trouble.getMessage());
        }
    }

    private LaunchOutcome notStarted(String id, EngineRefusal refusal) {
        if (refusal.noSuchContainer() || refusal.status() == 409) {
            return new Ambiguous("It was removed while it was being started: " + refusal.getMessage());
        }
        try {
            engine.remove(id); // it has never run, and a new try is a new attempt with a name of its own
        } catch (IOException trouble) {
            return new Ambiguous(refusal.getMessage() + " It could not be removed: " + trouble.getMessage());
        }
        return refusal.status() >= 500 ? new Busy(refusal.getMessage()) : new Refused(refusal.getMessage());
    }
}
