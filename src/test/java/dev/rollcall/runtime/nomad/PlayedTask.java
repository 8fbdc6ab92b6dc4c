package dev.rollcall.runtime.nomad;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An allocation with its one task: a local process, killed as Nomad's client kills. Guarded by the cluster's lock. */
final class PlayedTask {

    final String id = UUID.randomUUID().toString();
    final long createIndex;
    final List<JsonObject> events = new ArrayList<>();
    String clientStatus = "pending";
    String desiredStatus = "run";
    boolean outOfMemory;
    private final Path directory;
    private Process process;
    private Instant startedAt;

    PlayedTask(long createIndex, Path alloc) throws IOException {
        this.createIndex = createIndex;
        this.directory = Files.createDirectories(alloc.resolve(id).resolve("bot"));
        Files.createDirectories(directory.resolve("local"));
        event("Received", Map.of(), "Task received by client");
    }

    /** @param whenEnded called on another thread, once */
    void start(BotJobFile file, String script, byte[] payload, JsonObject meta, Runnable whenEnded) throws IOException {
        Files.write(directory.resolve("local").resolve(file.payloadFile()), payload);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", file.start(), "bot", "sh", "-c", script)
                .directory(directory.toFile())
                .redirectOutput(log("stdout").toFile())
                .redirectError(log("stderr").toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("NOMAD_TASK_DIR", directory.resolve("local").toString());
        meta.forEach(entry -> environment.put("NOMAD_META_" + entry.getKey(), String.valueOf(entry.getValue())));
        process = builder.start();
        process.getOutputStream().close();
        startedAt = Instant.now();
        clientStatus = "running";
        event("Started", Map.of(), "Task started by client");
        process.onExit().thenRunAsync(whenEnded);
    }

    /** As the client does when the server wants it stopped: SIGTERM, and SIGKILL after the kill_timeout. */
    void stop(Duration killTimeout) {
        desiredStatus = "stop";
        if (process == null) {
            clientStatus = "complete";
            return;
        }
        event("Killing", Map.of("kill_timeout", killTimeout.toString()), "Sent interrupt");
        process.destroy();
        CompletableFuture.delayedExecutor(killTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly);
    }

    boolean runs() {
        return process != null && process.isAlive();
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    void ended() {
        int code = process.exitValue();
        clientStatus = code == 0 ? "complete" : "failed";
        Map<String, Object> details = Map.of(
                "exit_code", String.valueOf(code),
                "signal", String.valueOf(code > 128 ? code - 128 : 0),
                "oom_killed", String.valueOf(outOfMemory));
        event("Terminated", details, "Exit Code: " + code);
    }

    void event(String type, Map<String, Object> details, String message) {
        events.add(new JsonObject()
                .put("Type", type)
                .put("Time", System.currentTimeMillis() * 1_000_000)
                .put("DisplayMessage", message)
                .put("ExitCode", 0)
                .put("Signal", 0)
                .put("FailsTask", type.endsWith("Failure"))
                .put("Details", new JsonObject(details)));
    }

    Path log(String stream) {
        return directory.resolve("bot." + stream + ".0");
    }

    /** As in the answer to /v1/job/:id/allocations. */
    JsonObject stub(String jobId) {
        return new JsonObject()
                .put("ID", id)
                .put("JobID", jobId)
                .put("ClientStatus", clientStatus)
                .put("DesiredStatus", desiredStatus)
                .put("CreateIndex", createIndex)
                .put(
                        "TaskStates",
                        new JsonObject()
                                .put(
                                        "bot",
                                        new JsonObject()
                                                .put("State", clientStatus.equals("running") ? "running" : "dead")
                                                .put("Failed", clientStatus.equals("failed"))
                                                .put("StartedAt", startedAt == null ? null : startedAt.toString())
                                                .put("Events", new JsonArray(new ArrayList<>(events)))));
    }
}
