package dev.rollcall.platform;

import io.smallrye.mutiny.CompositeException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;

/** A failure and everything that caused it. */
final class Causes {

    private Causes() {}

    /** Outermost first, each once, even where causes go round in a circle. */
    static Stream<Throwable> of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream.Builder<Throwable> causes = Stream.builder();
        Deque<Throwable> open = new ArrayDeque<>();
        push(open, failure);
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (seen.add(next)) {
                causes.add(next);
                push(open, next.getCause());
                if (next instanceof CompositeException several) {
                    several.getCauses().forEach(cause -> push(open, cause));
                }
            }
        }
        return causes.build();
    }

    private static void push(Deque<Throwable> open, Throwable cause) {
        if (cause != null) {
            open.push(cause);
        }
    }
}
