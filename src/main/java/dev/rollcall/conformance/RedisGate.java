package dev.rollcall.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a bot and Redis, on a port of its own. Shut, it breaks all connections and refuses new ones, which is
 * what a restart of Redis looks like, while the Redis itself goes on for everybody else.
 */
final class RedisGate implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3_000;

    private final Optional<RedisTarget> target;
    private final InetAddress address;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;

    /** @param target where it leads; without one, nobody gets through */
    RedisGate(Optional<RedisTarget> target, InetAddress address) throws IOException {
        this.target = target;
        this.address = address;
        listen(0);
    }

    int port() {
        return door.getLocalPort();
    }

    void shut() {
        close();
    }

    void openAgain() {
        try {
            listen(door.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("The gate before Redis did not open again", e);
        }
    }

    private void listen(int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true); // the connections that were just broken still hold the port
        listening.bind(new InetSocketAddress(address, port));
        door = listening;
        start(() -> letIn(listening));
    }

    private void letIn(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket bot = listening.accept();
                open.add(bot);
                start(() -> lead(bot, listening));
            } catch (IOException shut) {
                // Asked above.
            }
        }
    }

    private void lead(Socket bot, ServerSocket through) {
        if (target.isEmpty()) {
            end(bot);
            return;
        }
        Socket redis = new Socket();
        open.add(redis);
        try {
            redis.connect(
                    new InetSocketAddress(target.get().host(), target.get().port()), CONNECT_MILLIS);
            start(() -> pump(redis, bot));
            if (through.isClosed()) { // shut while this one was on its way in
                end(redis);
            }
            pump(bot, redis);
        } catch (IOException gone) {
            end(redis);
            end(bot);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException broken) {
            // Both ends go below.
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // That is what was wanted.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "redis-gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException alreadyShut) {
            // That is what was wanted.
        }
        open.forEach(this::end);
    }
}
