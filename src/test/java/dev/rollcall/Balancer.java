package dev.rollcall;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer for tests: gives each connection to the next replica that takes it. */
public final class Balancer implements Closeable {

    private final ServerSocket front;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> replicas = List.of();

    private Balancer(ServerSocket front) {
        this.front = front;
    }

    public static Balancer open() {
        try {
            Balancer balancer = new Balancer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
            background(balancer::acceptForEver);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void to(List<Integer> ports) {
        replicas = ports;
    }

    public int port() {
        return front.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    private void acceptForEver() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                background(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket replica = connect()) {
            background(() -> pass(replica, client));
            pass(client, replica);
        } catch (IOException none) {
            // The client sees a broken connection, as it would in front of no replica at all.
        }
    }

    private Socket connect() throws IOException {
        List<Integer> ports = replicas;
        for (int i = 0; i < ports.size(); i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), ports.get(turn.getAndIncrement() % ports.size()));
            } catch (IOException down) {
                // The next one may be up.
            }
        }
        throw new IOException("no replica is up");
    }

    /** Until one side ends; then both are closed. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // Nothing more comes.
        }
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
