package dev.rollcall.runtime.docker;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One request and its answer, on a connection of its own: for a unix socket that costs nothing, and nobody has to know
 * whether an idle connection is still good. Blocks; when its time is over the connection is closed, which ends every wait.
 */
final class Exchange implements Closeable {

    private final EngineAddress engine;
    private final Duration timeout;
    private final SocketChannel channel;
    private final Future<?> end;

    private Exchange(EngineAddress engine, Duration timeout, SocketChannel channel, Future<?> end) {
        this.engine = engine;
        this.timeout = timeout;
        this.channel = channel;
        this.end = end;
    }

    static Exchange open(EngineAddress engine, Duration timeout, ScheduledExecutorService timer)
            throws EngineUnreachable {
        SocketChannel channel = null;
        try {
            channel = engine.open();
            SocketChannel opened = channel;
            Future<?> end = timer.schedule(() -> closeQuietly(opened), timeout.toMillis(), TimeUnit.MILLISECONDS);
            channel.connect(engine.socketAddress());
            return new Exchange(engine, timeout, channel, end);
        } catch (IOException | RuntimeException trouble) {
            closeQuietly(channel);
            throw new EngineUnreachable(engine, trouble);
        }
    }

    /** @param body JSON, or null */
    void send(String method, String path, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + engine.host()
                + "\r\nConnection: close\r\nContent-Length: " + (body == null ? 0 : body.length) + "\r\n");
        if (body != null) {
            head.append("Content-Type: application/json\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer request = ByteBuffer.allocate(start.length + (body == null ? 0 : body.length));
        request.put(start);
        if (body != null) {
            request.put(body);
        }
        request.flip();
        try {
            while (request.hasRemaining()) {
                channel.write(request);
            }
        } catch (IOException trouble) {
            throw said(trouble);
        }
    }

    Answer receive() throws IOException {
        try {
            return Answer.read(new BufferedInputStream(Channels.newInputStream(channel)));
        } catch (IOException trouble) {
            throw said(trouble);
        }
    }

    /** Whether there is an answer, or an end of the connection, within this time; nothing is lost if not. */
    boolean answersWithin(Duration time) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            boolean answered = selector.select(time.toMillis()) > 0;
            channel.keyFor(selector).cancel();
            selector.selectNow();
            channel.configureBlocking(true);
            return answered;
        } catch (IOException trouble) {
            throw said(trouble);
        }
    }

    private IOException said(IOException trouble) {
        return channel.isOpen()
                ? new IOException("The connection to the Docker Engine broke: " + trouble.getMessage(), trouble)
                : new IOException("The Docker Engine has not answered within " + timeout.toMillis() + " ms.", trouble);
    }

    @Override
    public void close() {
        end.cancel(false);
        closeQuietly(channel);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException closedAnyway) {
            // There is nothing to be lost any more.
        }
    }
}
