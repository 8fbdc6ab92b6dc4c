package dev.rollcall.runtime.nomad;

import static dev.rollcall.runtime.nomad.NomadApi.segment;

import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The jobs that were dispatched for bots, and what can be asked of them. Any status but 200 is a failure, unless it says so. */
final class BotJobs {

    /** Nomad makes one job under a handle; should there be two of them, all are found. */
    private static final int SEVERAL = 10;

    private final NomadApi nomad;
    private final NomadConfig config;

    BotJobs(NomadApi nomad, NomadConfig config) {
        this.nomad = nomad;
        this.config = config;
    }

    /** What Nomad said to the dispatch, whatever it is. Under the same handle it finds the first one. */
    Uni<Answer> dispatch(Workload workload, byte[] payload) {
        JsonObject dispatch = new JsonObject()
                .put("IdPrefixTemplate", workload.handle())
                .put("Meta", DispatchPayload.meta(workload))
                .put("Payload", Base64.getEncoder().encodeToString(payload));
        return nomad.post(
                "/v1/job/" + segment(config.job()) + "/dispatch",
                Map.of("idempotency_token", workload.handle()),
                dispatch);
    }

    /** Empty when Nomad has none under this handle, and has the job that it would be dispatched from. */
    Uni<List<BotJob>> under(String handle) {
        String prefix = BotJob.prefixOf(config.job(), handle);
        return nomad.get("/v1/jobs", Map.of("prefix", prefix, "per_page", String.valueOf(SEVERAL)))
                .map(this::jobs)
                .chain(jobs ->
                        jobs.isEmpty() ? untilSure(jobs) : Uni.createFrom().item(jobs));
    }

    /** A Nomad that does not know our job is not the one that we dispatched to: it says nothing about our bots. */
    private Uni<List<BotJob>> untilSure(List<BotJob> none) {
        return nomad.get("/v1/job/" + segment(config.job()), Map.of()).map(answer -> {
            if (answer.missing()) {
                throw new IllegalStateException("Nomad does not have the job '" + config.job()
                        + "' here, so it says nothing about its bots: is it another cluster, namespace or region?");
            }
            expectOk(answer);
            return none;
        });
    }

    /** One page of all bots. */
    record Page(List<BotJob> jobs, long index, String next) {}

    Uni<Page> page(String token) {
        return nomad.get("/v1/jobs", pageQuery(token)).map(this::page);
    }

    /** The first page, once it is newer than {@code index}, or {@code wait} is over. An index of 0 does not wait. */
    Uni<Page> pageAfter(long index, Duration wait) {
        Map<String, String> query = pageQuery(null);
        query.put("index", String.valueOf(index));
        query.put("wait", wait.toMillis() + "ms");
        return nomad.getWithin("/v1/jobs", query, wait).map(this::page);
    }

    private Map<String, String> pageQuery(String token) {
        Map<String, String> query = new HashMap<>();
        query.put("prefix", BotJob.prefixOfAll(config.job()));
        query.put("per_page", String.valueOf(config.page()));
        if (token != null) {
            query.put("next_token", token);
        }
        return query;
    }

    private Page page(Answer answer) {
        return new Page(jobs(answer), answer.index(), answer.nextToken());
    }

    private List<BotJob> jobs(Answer answer) {
        expectOk(answer);
        if (!answer.leader()) {
            throw new IllegalStateException("Nomad has no leader, so its list may be old.");
        }
        return objects(answer.array())
                .flatMap(listed -> BotJob.of(config.job(), listed).stream())
                .toList();
    }

    Uni<List<Allocation>> allocations(String jobId) {
        return nomad.get("/v1/job/" + segment(jobId) + "/allocations", Map.of())
                .map(answer -> list(answer).stream()
                        .map(stub -> Allocation.of(stub, config.task()))
                        .toList());
    }

    Uni<List<JsonObject>> evaluations(String jobId) {
        return nomad.get("/v1/job/" + segment(jobId) + "/evaluations", Map.of()).map(BotJobs::list);
    }

    /** Nomad sends the tasks its SIGTERM, and SIGKILL when the job's kill_timeout is over. What is not there is success. */
    Uni<Void> stop(String jobId, boolean purge) {
        return nomad.delete("/v1/job/" + segment(jobId), Map.of("purge", String.valueOf(purge)))
                .invoke(answer -> {
                    if (!answer.missing()) {
                        expectOk(answer);
                    }
                })
                .replaceWithVoid();
    }

    /** Whatever comes of it: a task that does not run cannot be signalled, and that is as good. */
    Uni<Answer> kill(String allocation) {
        return nomad.post(
                "/v1/client/allocation/" + segment(allocation) + "/signal",
                Map.of(),
                new JsonObject().put("Signal", "SIGKILL").put("Task", config.task()));
    }

    /** The last bytes of one of the two streams. */
    Uni<Answer> tail(String allocation, String stream, int bytes) {
        return nomad.get(
                "/v1/client/fs/logs/" + segment(allocation),
                Map.of(
                        "task",
                        config.task(),
                        "type",
                        stream,
                        "origin",
                        "end",
                        "offset",
                        String.valueOf(bytes),
                        "plain",
                        "true"));
    }

    private static List<JsonObject> list(Answer answer) {
        expectOk(answer);
        return objects(answer.array()).toList();
    }

    private static void expectOk(Answer answer) {
        if (!answer.ok()) {
            throw answer.trouble();
        }
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            objects.add(array.getJsonObject(i));
        }
        return objects.stream();
    }
}
