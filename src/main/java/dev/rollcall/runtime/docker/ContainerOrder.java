package dev.rollcall.runtime.docker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.runtime.Workload;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** What the engine is asked to make of a workload. Holds the bot's secrets: never logged. */
final class ContainerOrder {

    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

    private final DockerConfig config;
    private final String image;

    ContainerOrder(DockerConfig config, String image) {
        this.config = config;
        this.image = image;
    }

    /** What no container can carry, in a sentence without the value: that may be a secret. */
    static Optional<String> problemWith(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().isEmpty()
                        || variable.getKey().contains("=")
                        || variable.getKey().indexOf('\0') >= 0
                        || variable.getValue().indexOf('\0') >= 0)
                .findFirst()
                .map(variable -> "The environment variable '"
                        + variable.getKey().replace('\0', ' ') + "' cannot be given to a container.");
    }

    ObjectNode of(Workload workload) {
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        order.put("Image", image);
        config.command().ifPresent(command -> {
            var words = order.putArray("Cmd");
            command.forEach(words::add);
        });
        var environment = order.putArray("Env");
        workload.environment().forEach((name, value) -> environment.add(name + "=" + value));
        ObjectNode labels = order.putObject("Labels");
        Container.labels(workload, config.installation()).forEach(labels::put);
        order.set("HostConfig", hostConfig());
        return order;
    }

    private ObjectNode hostConfig() {
        ObjectNode host = JsonNodeFactory.instance.objectNode();
        config.network().ifPresent(network -> host.put("NetworkMode", network));
        host.put("AutoRemove", false); // its last output is stored before it is removed
        host.putObject("RestartPolicy").put("Name", "no"); // a new attempt is ours to make
        host.put("Init", true); // a bot is rarely fit to be process 1: children are reaped, signals arrive
        host.putArray("CapDrop").add("ALL");
        config.capabilities().ifPresent(kept -> {
            var capabilities = host.putArray("CapAdd");
            kept.forEach(capabilities::add);
        });
        host.putArray("SecurityOpt").add("no-new-privileges");
        host.put("Memory", config.memory().asLongValue());
        host.put("MemorySwap", config.memory().asLongValue()); // both together: the same is no swap
        host.put("ShmSize", config.shmSize().asLongValue());
        host.put("PidsLimit", config.pidsLimit());
        config.cpus().ifPresent(cpus -> host.put("NanoCpus", cpus.multiply(NANO).longValue()));
        // Two files, since the older one goes when the newer is full, and the last words must not go with it.
        host.putObject("LogConfig")
                .put("Type", "json-file")
                .putObject("Config")
                .put("max-size", "10m")
                .put("max-file", "2");
        return host;
    }
}
