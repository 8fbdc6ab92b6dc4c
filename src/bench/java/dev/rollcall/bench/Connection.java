package dev.rollcall.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One keep-alive connection with one request under way at most. */
final class Connection {

    private final Player player;
    private final SocketChannel channel;
    private ByteBuffer received = ByteBuffer.allocate(16 * 1024);
    private long since;
    private boolean busy;

    Connection(int port, Selector selector, Player player) throws IOException {
        this.player = player;
        this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends the next request if there is one and the one before is answered. */
    void sendNext() throws IOException {
        if (busy) {
            return;
        }
        long now = System.nanoTime();
        Request request = player.next(now);
        if (request == null) {
            return;
        }
        busy = true;
        since = request.due() == 0 ? now : request.due();
        ByteBuffer bytes = ByteBuffer.wrap(request.bytes());
        while (bytes.hasRemaining()) {
            channel.write(bytes); // a request fits into the socket's buffer, so this does not spin
        }
    }

    boolean busy() {
        return busy;
    }

    /** Reads what has come; tells the latencies of a whole answer. */
    void read(Latencies latencies) throws IOException {
        if (channel.read(received) < 0) {
            throw new EOFException("The service has closed a connection.");
        }
        if (!received.hasRemaining()) {
            received = ByteBuffer.wrap(Arrays.copyOf(received.array(), 2 * received.capacity()))
                    .position(received.position());
        }
        received.flip();
        Answer answer = Answer.in(received);
        received.position(received.limit()).limit(received.capacity());
        if (answer != null) {
            received.clear();
            busy = false;
            latencies.add(System.nanoTime() - since, player.answered(answer));
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
