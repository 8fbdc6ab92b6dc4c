package dev.rollcall.runtime.process;

import dev.rollcall.runtime.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service in a JVM of its own, which launches bots and then waits for its death. */
final class ServiceThatDies {

    private ServiceThatDies() {}

    static Process start(Path directory, String script, List<String> handles) throws IOException {
        return start(directory, script, false, handles);
    }

    static Process startThatEndsItsBots(Path directory, String script, List<String> handles) throws IOException {
        return start(directory, script, true, handles);
    }

    private static Process start(Path directory, String script, boolean endWithService, List<String> handles)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ServiceThatDies.class.getName(),
                directory.toString(),
                script,
                Boolean.toString(endWithService)));
        command.addAll(handles);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        ProcessRuntime runtime = new ProcessRuntime(
                new ProcessSettings(
                        Optional.of(List.of("sh", "-c", arguments[1])),
                        Path.of(arguments[0]),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Boolean.parseBoolean(arguments[2])),
                Clock.systemUTC());
        for (String handle : List.of(arguments).subList(3, arguments.length)) {
            Workload.Identity identity = Workload.identify(handle).orElseThrow();
            runtime.launch(new Workload(handle, identity.meetingId(), identity.attempt(), 1, "zoom", Map.of()))
                    .await()
                    .atMost(Duration.ofSeconds(20));
        }
        System.out.println("launched");
        Thread.currentThread().join();
    }
}
