package dev.rollcall.runtime.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A line to a port of this machine that can be cut: connections break, new ones are closed at once. */
final class CuttableLine implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean cut;

    CuttableLine(int target) throws IOException {
        this.target = target;
        pumps.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(CuttableLine::close);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket here = door.accept();
                if (cut) {
                    close(here);
                    continue;
                }
                Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(here);
                open.add(there);
                pumps.execute(() -> pump(here, there));
                pumps.execute(() -> pump(there, here));
            } catch (IOException closedOrRefused) {
                // The caller sees a connection that breaks.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException broken) {
            // Cut, or at its end.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Good.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        door.close();
        pumps.shutdownNow();
    }
}
