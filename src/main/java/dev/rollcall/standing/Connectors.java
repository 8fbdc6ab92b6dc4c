package dev.rollcall.standing;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The connectors that there are, by name. */
@ApplicationScoped
public class Connectors {

    private final Map<String, Connector> byName = new TreeMap<>();

    Connectors(@All List<Connector> all) {
        all.forEach(connector -> byName.put(connector.name(), connector));
    }

    Optional<Connector> named(String name) {
        return Optional.ofNullable(name).map(byName::get);
    }

    /** In the order of the alphabet. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
