package dev.rollcall.runtime.nomad;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A dispatched job, as Nomad lists it. The handle is part of its id, {@code <job>/dispatch-<handle>-<time>-<random>}: so
 * it is found again by Nomad's own index, and nobody has to remember an id.
 */
record BotJob(String id, String handle, Workload.Identity bot, boolean dead, boolean stopped, Instant submitted) {

    private static final String DISPATCH = "/dispatch-";

    /** What the ids of all bots of this job begin with. */
    static String prefixOfAll(String job) {
        return job + DISPATCH + "rollcall-bot-";
    }

    /** What the ids under this handle begin with; no other handle's do. */
    static String prefixOf(String job, String handle) {
        return job + DISPATCH + handle + "-";
    }

    /** Empty when it is no bot of ours, as when somebody dispatched the job by hand. */
    static Optional<BotJob> of(String job, JsonObject listed) {
        String id = listed.getString("ID", "");
        return handle(job, id)
                .flatMap(handle -> Workload.identify(handle).map(bot -> new BotJob(id, handle, bot, listed)));
    }

    private BotJob(String id, String handle, Workload.Identity bot, JsonObject listed) {
        this(
                id,
                handle,
                bot,
                "dead".equals(listed.getString("Status")),
                listed.getBoolean("Stop", false),
                submitted(listed));
    }

    /** Given in nanoseconds; a Nomad that does not say it has this job since ever. */
    private static Instant submitted(JsonObject listed) {
        return Instant.ofEpochMilli(listed.getLong("SubmitTime", 0L) / 1_000_000);
    }

    static Optional<String> handle(String job, String id) {
        String prefix = job + DISPATCH;
        int random = id.lastIndexOf('-');
        int time = random < 0 ? -1 : id.lastIndexOf('-', random - 1);
        return id.startsWith(prefix) && time > prefix.length()
                ? Optional.of(id.substring(prefix.length(), time))
                : Optional.empty();
    }

    boolean olderThan(Duration bound, Instant now) {
        return submitted.plus(bound).isBefore(now);
    }

    Observed seen(Observation observation) {
        return new Observed(handle, bot.meetingId(), bot.attempt(), observation);
    }
}
