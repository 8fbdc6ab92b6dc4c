package dev.rollcall.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a crowd over keep-alive connections, all of them by one thread and one selector: on a machine that the service
 * and the database share, what the client does not use is theirs.
 */
final class Load {

    /** The same work before anything counts, at least so long: the JIT compiles, pools fill, pages are read. */
    private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("bench.warm-up", 10));

    /** How soon a connection without work is asked again. */
    private static final int IDLE_MILLIS = 1;

    private final int port;
    private final List<? extends Player> players;
    private final Latencies latencies = new Latencies();
    private final boolean toTheEnd;
    private volatile boolean over;
    private volatile Exception failure;

    private Load(int port, List<? extends Player> players, boolean toTheEnd) {
        this.port = port;
        this.players = players;
        this.toTheEnd = toTheEnd;
    }

    /**
     * One connection for each player, for as long as it is said after the warm-up.
     *
     * @throws IllegalStateException when a connection breaks
     */
    static Measured run(Stand stand, List<? extends Player> players, Duration length) {
        return new Load(stand.port(), players, false).measure(stand.meters(), WARM_UP, length);
    }

    /** One part more of what was measured before, over new connections, without the warm-up. */
    static Measured goOn(Stand stand, List<? extends Player> players, Duration length) {
        return new Load(stand.port(), players, false).measure(stand.meters(), Duration.ZERO, length);
    }

    /** Until no player has anything more to send; tells of everything, from the first request on. */
    static Latencies toTheEnd(Stand stand, List<? extends Player> players) {
        Load load = new Load(stand.port(), players, true);
        load.latencies.record(true);
        load.play();
        load.throwIfFailed();
        return load.latencies.sorted();
    }

    private Measured measure(Meters meters, Duration warmUp, Duration length) {
        Thread crowd = new Thread(this::play, "crowd");
        crowd.start();
        try {
            Thread.sleep(warmUp.toMillis());
            meters.awaitCompiled();
            Meters.Reading before = meters.read();
            latencies.record(true);
            Thread.sleep(length.toMillis());
            latencies.record(false);
            Meters.Reading after = meters.read();
            over = true;
            crowd.join();
            throwIfFailed();
            return new Measured(latencies.sorted(), after.since(before));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void throwIfFailed() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private void play() {
        try (Selector selector = Selector.open()) {
            List<Connection> connections = new ArrayList<>();
            for (Player player : players) {
                connections.add(new Connection(port, selector, player));
            }
            while (!over) {
                int idle = 0;
                for (Connection connection : connections) {
                    connection.sendNext();
                    idle += connection.busy() ? 0 : 1;
                }
                if (toTheEnd && idle == connections.size()) {
                    break;
                }
                select(selector, idle > 0);
            }
            for (Connection connection : connections) {
                connection.close();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void select(Selector selector, boolean idle) throws IOException {
        selector.select(idle ? IDLE_MILLIS : 100);
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            connection.read(latencies);
            connection.sendNext();
        }
        selector.selectedKeys().clear();
    }
}
