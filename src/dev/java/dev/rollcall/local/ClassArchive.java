package dev.rollcall.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the archive of the classes that a start loads, by a real start of the packaged service. Quarkus makes one
 * without a start, since it has no database to start with: it lacks every class that only a running service loads, and
 * saves half as much. From Java 25 on it is an AOT cache, which also holds the classes linked and what is known of their
 * methods (JEP 483, 514, 515), and saves more still; Java takes either by -XX:SharedArchiveFile.
 */
final class ClassArchive {

    private static final String ARCHIVE = "app-cds.jsa";
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(2);

    private final Path application;

    private ClassArchive(Path application) {
        this.application = application;
    }

    /** Called by the build, with the folder that holds quarkus-run.jar. Without success Quarkus' archive remains. */
    public static void main(String... args) {
        Path application = Path.of(args[0]);
        if (!Files.exists(application.resolve("quarkus-run.jar"))) {
            return; // a native build
        }
        try (Instance instance = Instance.start(Instance.root())) {
            new ClassArchive(application).write(instance.settings());
        } catch (IOException | RuntimeException e) {
            System.err.println("[WARNING] The class archive is not as good as it could be: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Map<String, String> settings) throws IOException, InterruptedException {
        Path archive = application.resolve(ARCHIVE + ".new");
        Path log = application.resolveSibling("class-archive.log");
        int port = Ports.free();
        Process service = new ProcessBuilder(commandLine(archive, port, settings))
                .directory(application.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitReady(service, port, log);
            service.destroy(); // the archive is written at the end
            if (!service.waitFor(WRITTEN_WITHIN.toSeconds(), TimeUnit.SECONDS) || !Files.exists(archive)) {
                throw new IOException("it was not written, see " + log);
            }
            Files.move(archive, application.resolve(ARCHIVE), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            service.destroyForcibly();
            Files.deleteIfExists(archive);
        }
    }

    private static List<String> commandLine(Path archive, int port, Map<String, String> settings) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String record = Runtime.version().feature() >= 25 ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
        words.add(record + archive.getFileName());
        settings.forEach((name, value) -> words.add("-D" + name + "=" + value));
        words.add("-Dquarkus.http.port=" + port);
        words.addAll(List.of("-jar", "quarkus-run.jar")); // the archive is bound to this very path
        return words;
    }

    private static void awaitReady(Process service, int port, Path log) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady(request)) {
            if (!service.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the service did not start, see " + log);
            }
            ProcessIdentity.pause();
        }
    }

    private static boolean isReady(HttpRequest request) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
