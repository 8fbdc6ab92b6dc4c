package dev.rollcall.runtime.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A real Docker Engine, for tests. Nothing is pulled: images are made here, of what is on this machine, so the engine has
 * to be one for the same kind of machine.
 */
public class RealEngine {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String API = "/v1.41";

    private final EngineAddress address;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "real-engine");
        thread.setDaemon(true);
        return thread;
    });

    RealEngine(EngineAddress address) {
        this.address = address;
    }

    /** The one that DOCKER_HOST names: for a test that {@link NeedsDocker}. */
    public static RealEngine ofEnvironment() {
        return new RealEngine(EngineAddress.of(System.getenv("DOCKER_HOST")));
    }

    public String host() {
        return address.toString();
    }

    Engine client() {
        return new Engine(address, TIMEOUT, timer);
    }

    /** @return the name of an image with a shell and a few commands */
    String shellImage() {
        RootFileSystem files = new RootFileSystem();
        for (String program : new String[] {"sh", "sleep", "cksum", "cat", "dd", "df", "grep"}) {
            files.program(program);
        }
        return imported("rollcall-test-shell:latest", files);
    }

    /** @return the name of the image */
    public String imported(String name, RootFileSystem files) {
        String[] parts = name.split(":");
        String path = "/images/create?fromSrc=-&repo=" + parts[0] + "&tag=" + parts[1];
        try (files;
                SocketChannel channel = address.open();
                FileChannel archive = FileChannel.open(files.archive())) {
            channel.connect(address.socketAddress());
            String head = "POST " + API + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                    + "Content-Type: application/x-tar\r\nContent-Length: " + archive.size() + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            for (long sent = 0; sent < archive.size(); ) {
                sent += archive.transferTo(sent, archive.size() - sent, channel);
            }
            checked(path, Answer.read(new BufferedInputStream(Channels.newInputStream(channel))));
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any call of the engine's API; fails when the engine refuses it. */
    public String call(String method, String path, String body) {
        try (Exchange exchange = Exchange.open(address, TIMEOUT, timer)) {
            exchange.send(method, API + path, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
            return checked(path, exchange.receive());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checked(String path, Answer answer) throws IOException {
        String text = answer.text();
        if (answer.status() >= 400 || text.contains("\"error\":")) {
            throw new IllegalStateException(path + ": " + answer.status() + " " + text);
        }
        return text;
    }

    /** A container that has nothing to do with bots, and sleeps. */
    void run(String name, String image) {
        call("POST", "/containers/create?name=" + name, """
                {"Image": "%s", "Cmd": ["sleep", "600"], "HostConfig": {"NetworkMode": "none"}}
                """.formatted(image));
        call("POST", "/containers/" + name + "/start", null);
    }

    public void remove(String container) {
        call("DELETE", "/containers/" + container + "?force=true", null);
    }

    /** Running or ended. */
    public boolean has(String container) {
        return call("GET", "/containers/json?all=true", null).contains("/" + container + "\"");
    }

    /** Sends a request and hangs up without waiting for its answer. */
    void sendAndHangUp(String method, String path) {
        try (Exchange exchange = Exchange.open(address, TIMEOUT, timer)) {
            exchange.send(method, API + path, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
