package dev.rollcall;

import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged service as a process of its own, with an empty environment but for what it is given: the jar with the
 * launch line of the documentation, or the native binary that {@code -Drollcall.it.binary} names.
 */
public final class PackagedService implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final Map<String, String> settings;
    private final int port;
    private final Path log;
    private Process process;

    private PackagedService(Map<String, String> environment, Map<String, String> settings, int port, Path log) {
        this.environment = environment;
        this.settings = settings;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts the service on a free port, without waiting for it.
     *
     * @param environment all of its environment
     * @param settings configuration, passed as system properties
     */
    public static PackagedService launch(Map<String, String> environment, Map<String, String> settings) {
        int port = freePort();
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("quarkus.http.port", String.valueOf(port));
        PackagedService service = new PackagedService(environment, all, port, newLog());
        service.start();
        return service;
    }

    /** Starts the service with these settings and waits until it is ready. */
    public static PackagedService ready(Map<String, String> settings) {
        return launch(Map.of(), settings).awaitReady();
    }

    /** Starts it again on the same port with the same settings, after {@link #stop()} or {@link #kill()}. */
    public PackagedService start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(commandLine())
                    .directory(artifact().getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            process = builder.start();
            // Whatever becomes of the test, the service must not outlive it.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + artifact() + ".", e);
        }
    }

    private List<String> commandLine() {
        List<String> words = new ArrayList<>();
        if (isNative()) {
            words.add(artifact().toString());
            settings.forEach((name, value) -> words.add("-D" + name + "=" + value));
        } else {
            words.add(ProcessHandle.current().info().command().orElse("java"));
            words.addAll(List.of("-XX:SharedArchiveFile=app-cds.jsa", "-Xms64m"));
            settings.forEach((name, value) -> words.add("-D" + name + "=" + value));
            words.addAll(List.of("-jar", artifact().getFileName().toString()));
        }
        return words;
    }

    /** Whether the tests run against a native binary. */
    public static boolean isNative() {
        return System.getProperty("rollcall.it.binary") != null;
    }

    /** The jar or the native binary. */
    public static Path artifact() {
        return Path.of(System.getProperty("rollcall.it.binary", System.getProperty("rollcall.it.jar")))
                .toAbsolutePath();
    }

    public PackagedService awaitReady() {
        Awaitility.await()
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isReadyOrThrow());
        return this;
    }

    private boolean isReadyOrThrow() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "The service ended with " + process.exitValue() + " before it was ready:\n" + log());
        }
        return isReady();
    }

    /** Whether /q/health/ready answers 200 now. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(baseUrl().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<Void> response = HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
            return response.statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code http://127.0.0.1:port}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** Sends what RestAssured is asked for from now on to this service; nothing may take longer than 15 seconds. */
    public PackagedService asTarget() {
        target(port);
        return this;
    }

    /** The same for whatever stands in front of several services. */
    static void target(int port) {
        RestAssured.baseURI = "http://127.0.0.1";
        RestAssured.port = port;
        RestAssured.config = RestAssured.config()
                .httpClient(HttpClientConfig.httpClientConfig()
                        .setParam("http.connection.timeout", 15_000)
                        .setParam("http.socket.timeout", 15_000));
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** All that it has printed, over all of its starts. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended by itself, and tells its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The service still runs:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it in order, as SIGTERM does. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        Awaitility.await().atMost(STOPPED_WITHIN).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private static Path newLog() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "packaged-service"));
            return Files.createTempFile(folder, "service-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
