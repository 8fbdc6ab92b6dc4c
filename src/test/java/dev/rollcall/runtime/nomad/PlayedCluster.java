package dev.rollcall.runtime.nomad;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The state behind {@link PlayedNomad}: jobs, allocations, an index that every change moves. Its lock is itself. */
final class PlayedCluster {

    static final int PAYLOAD_LIMIT = 16 * 1024;

    final BotJobFile file = BotJobFile.read();
    Duration killTimeout = Duration.ofSeconds(65);
    boolean noNode;
    boolean heldByClient;
    String script = "exit 0";
    private long index = 10;
    private final Path directory;
    private final Map<String, Map<String, Job>> namespaces = new TreeMap<>();
    private final Map<String, PlayedTask> tasks = new TreeMap<>();
    private final ExecutorService scheduler = Executors.newSingleThreadExecutor();

    PlayedCluster(Path directory) {
        this.directory = directory;
        register("default");
    }

    /** As the code of Nomad's servers says it: most of these are errors 500. */
    static final class Problem extends RuntimeException {
        final int status;

        Problem(int status, String text) {
            super(text);
            this.status = status;
        }
    }

    final class Job {
        final String id;
        final String script;
        final JsonObject meta;
        final byte[] payload;
        final String idempotencyToken;
        final long created = ++index;
        final long submitted = System.currentTimeMillis();
        final List<PlayedTask> allocations = new ArrayList<>();
        boolean blocked;
        boolean evaluated;
        boolean stop;

        Job(String id, JsonObject meta, byte[] payload, String idempotencyToken) {
            this.id = id;
            this.script = PlayedCluster.this.script;
            this.meta = meta;
            this.payload = payload;
            this.idempotencyToken = idempotencyToken;
        }

        /** A stopped allocation counts as terminal for the servers, whatever its client still does. */
        String status() {
            boolean live = allocations.stream()
                    .anyMatch(task -> task.desiredStatus.equals("run")
                            && (task.clientStatus.equals("running") || task.clientStatus.equals("pending")));
            if (live) {
                return "running";
            }
            return !evaluated || blocked && !stop ? "pending" : "dead";
        }

        JsonObject stub(boolean withMeta) {
            JsonObject stub = new JsonObject()
                    .put("ID", id)
                    .put("ParentID", file.name())
                    .put("Name", id)
                    .put("Type", "batch")
                    .put("Status", status())
                    .put("Stop", stop)
                    .put("SubmitTime", submitted * 1_000_000)
                    .put("CreateIndex", created);
            return withMeta ? stub.put("Meta", meta) : stub;
        }
    }

    synchronized long index() {
        return index;
    }

    synchronized void changed() {
        index++;
        notifyAll();
    }

    /** As after a restore from a snapshot: the index is one that was there before. */
    synchronized void goBackTo(long older) {
        index = older;
        notifyAll();
    }

    synchronized void register(String namespace) {
        namespaces.computeIfAbsent(namespace, name -> new TreeMap<>());
        changed();
    }

    synchronized void unregister() {
        namespaces.remove("default");
        changed();
    }

    /** Whether the parameterized job is there. */
    synchronized boolean has(String namespace, String job) {
        return namespaces.containsKey(namespace) && job.equals(file.name());
    }

    synchronized JsonObject dispatch(String namespace, String job, JsonObject body, String idempotencyToken) {
        if (!has(namespace, job)) {
            throw new Problem(500, "parameterized job not found");
        }
        byte[] payload = Base64.getDecoder().decode(body.getString("Payload", ""));
        JsonObject meta = body.getJsonObject("Meta", new JsonObject());
        validate(payload, meta.fieldNames());
        Map<String, Job> jobs = namespaces.get(namespace);
        for (Job existing : jobs.values()) {
            if (idempotencyToken != null && idempotencyToken.equals(existing.idempotencyToken)) {
                return new JsonObject()
                        .put("DispatchedJobID", existing.id)
                        .put("EvalID", "")
                        .put("JobCreateIndex", existing.created);
            }
        }
        String prefix = body.getString("IdPrefixTemplate", "");
        String id = job + "/dispatch-" + (prefix.isEmpty() ? "" : prefix + "-") + System.currentTimeMillis() / 1000
                + "-" + UUID.randomUUID().toString().substring(0, 8);
        Job dispatched = new Job(id, meta, payload, idempotencyToken);
        jobs.put(id, dispatched);
        changed();
        scheduler.execute(() -> place(dispatched));
        return new JsonObject()
                .put("DispatchedJobID", id)
                .put("EvalID", UUID.randomUUID().toString())
                .put("JobCreateIndex", dispatched.created);
    }

    private void validate(byte[] payload, Set<String> meta) {
        if (payload.length == 0) {
            throw new Problem(500, "Payload is not provided but required by parameterized job");
        }
        if (payload.length > PAYLOAD_LIMIT) {
            throw new Problem(500, "Payload exceeds maximum size; " + payload.length + " > " + PAYLOAD_LIMIT);
        }
        Set<String> unpermitted = new TreeSet<>(meta);
        file.required().forEach(unpermitted::remove);
        file.optional().forEach(unpermitted::remove);
        if (!unpermitted.isEmpty()) {
            throw new Problem(500, "Dispatch request included unpermitted metadata keys: " + unpermitted);
        }
        Set<String> missing = new TreeSet<>(file.required());
        missing.removeAll(meta);
        if (!missing.isEmpty()) {
            throw new Problem(500, "Dispatch did not provide required meta keys: " + missing);
        }
    }

    /** The scheduler gives it a node, and the client there starts it. */
    private void place(Job job) {
        try {
            Thread.sleep(2); // it is never at once
            synchronized (this) {
                job.evaluated = true;
                job.blocked = noNode;
                if (!job.stop && !noNode) {
                    PlayedTask task = new PlayedTask(++index, directory);
                    job.allocations.add(task);
                    tasks.put(task.id, task);
                    if (!heldByClient) {
                        task.start(file, job.script, job.payload, job.meta, () -> ended(task));
                    }
                }
                changed();
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ended(PlayedTask task) {
        task.ended();
        changed();
    }

    /** A job that is not there is no error: the answer is 200 and empty. */
    synchronized JsonObject deregister(String namespace, String id, boolean purge) {
        Map<String, Job> jobs = namespaces.getOrDefault(namespace, Map.of());
        Job job = jobs.get(id);
        if (job == null) {
            return new JsonObject().put("EvalID", "").put("EvalCreateIndex", 0).put("JobModifyIndex", 0);
        }
        job.stop = true;
        if (purge) {
            jobs.remove(id);
        }
        job.allocations.stream()
                .filter(task -> task.desiredStatus.equals("run"))
                .forEach(task -> task.stop(killTimeout));
        changed();
        return new JsonObject().put("EvalID", UUID.randomUUID().toString()).put("JobModifyIndex", index);
    }

    synchronized List<JsonObject> stubs(String namespace, String prefix, boolean withMeta) {
        return namespaces.getOrDefault(namespace, Map.of()).values().stream()
                .filter(job -> job.id.startsWith(prefix))
                .map(job -> job.stub(withMeta))
                .toList();
    }

    synchronized JsonArray allocations(String namespace, String id) {
        JsonArray stubs = new JsonArray();
        Job job = namespaces.getOrDefault(namespace, Map.of()).get(id);
        if (job != null) {
            job.allocations.forEach(task -> stubs.add(task.stub(id)));
        }
        return stubs;
    }

    synchronized JsonArray evaluations(String namespace, String id) {
        Job job = namespaces.getOrDefault(namespace, Map.of()).get(id);
        JsonArray evaluations = new JsonArray();
        if (job != null && job.blocked) {
            evaluations
                    .add(new JsonObject()
                            .put("Status", "complete")
                            .put(
                                    "FailedTGAllocs",
                                    new JsonObject()
                                            .put(
                                                    "bot",
                                                    new JsonObject()
                                                            .put("NodesEvaluated", 1)
                                                            .put("NodesExhausted", 1)
                                                            .put(
                                                                    "DimensionExhausted",
                                                                    new JsonObject().put("memory", 1)))))
                    .add(new JsonObject()
                            .put("Status", "blocked")
                            .put("StatusDescription", "created to place remaining allocations"));
        }
        return evaluations;
    }

    /** The one allocation of the handle; for what a test does to it. */
    synchronized PlayedTask task(String handle) {
        return job(handle).allocations.get(0);
    }

    synchronized Job job(String handle) {
        return namespaces.values().stream()
                .flatMap(jobs -> jobs.values().stream())
                .filter(job -> handle.equals(job.meta.getString("handle")))
                .findFirst()
                .orElseThrow();
    }

    synchronized void signal(String allocation, JsonObject body) {
        PlayedTask task = tasks.get(allocation);
        if (task == null) {
            throw new Problem(404, "Unknown allocation \"" + allocation + "\"");
        }
        if (!task.runs()) {
            throw new Problem(500, "Task not running");
        }
        if ("SIGKILL".equals(body.getString("Signal"))) {
            task.kill();
        }
    }

    byte[] logs(String allocation, String stream, int offset) {
        try {
            PlayedTask task;
            synchronized (this) {
                task = tasks.get(allocation);
            }
            if (task == null) {
                throw new Problem(404, "Unknown allocation \"" + allocation + "\"");
            }
            if (!Files.exists(task.log(stream))) {
                throw new Problem(404, "log entry for task \"bot\" and log type \"" + stream + "\" not found");
            }
            byte[] all = Files.readAllBytes(task.log(stream));
            int from = Math.max(0, all.length - offset);
            return new String(all, from, all.length - from, StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    void close() {
        scheduler.shutdownNow();
        tasks.values().forEach(PlayedTask::kill);
    }
}
