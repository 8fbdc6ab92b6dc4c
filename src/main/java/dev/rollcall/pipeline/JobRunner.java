package dev.rollcall.pipeline;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.platform.Backoff;
import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Does the steps of jobs, one claim for each: what a step has made is written down before the next one is claimed, by
 * whichever replica. While a step goes on its lease is renewed; whoever has lost it stops.
 */
@ApplicationScoped
class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    /** What is under way at a shutdown may end; the rest is done by others when its lease has run out. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final int RENEWALS = 3;

    private static final class LeaseLost extends RuntimeException {
        LeaseLost() {
            super("The lease was lost.", null, false, false);
        }
    }

    private final Jobs jobs;
    private final Steps steps;
    private final FeedNudges feed;
    private final PipelineConfig config;
    private final PipelineMeters meters;
    private final Tracing tracing;
    private final RandomGenerator random;
    private final ClaimedWork<Job> work;

    JobRunner(
            Jobs jobs,
            Steps steps,
            FeedNudges feed,
            PipelineConfig config,
            PipelineMeters meters,
            Tracing tracing,
            RandomGenerator random) {
        this.jobs = jobs;
        this.steps = steps;
        this.feed = feed;
        this.config = config;
        this.meters = meters;
        this.tracing = tracing;
        this.random = random;
        this.work = new ClaimedWork<>(
                "pipeline", config.concurrency(), room -> jobs.claim(room, config.lease()), this::work);
    }

    /** There may be something to do. */
    @Scheduled(identity = "pipeline", every = "1s")
    Uni<Void> look() {
        if (config.enabled()) {
            work.look();
        }
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        int undone = work.stop(FAREWELL);
        if (undone > 0) {
            LOG.infof("pipeline=undone count=%d", undone);
        }
    }

    /** A step whose end cannot be written down is done again when its lease has run out. */
    private Uni<Void> work(Job job) {
        long began = System.nanoTime();
        var subject =
                new Subject(job.meetingId(), Map.of("pipeline.step", job.step().wire()));
        return tracing.work("pipeline step", subject, () -> held(job, perform(job)))
                .map(written -> written ? "done" : "lost")
                .onFailure()
                .recoverWithUni(failure -> troubled(job, failure))
                .invoke(outcome -> meters.worked(job.step(), outcome, Duration.ofNanos(System.nanoTime() - began)))
                .chain(() -> feed.tell(job.userId()))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "pipeline=unsettled meeting=%d step=%s error=%s",
                        job.meetingId(), job.step().wire(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull()
                .eventually(work::look); // the next step is due
    }

    /** One that was claimed too often has ended its replica each time, or held it up for longer than a lease. */
    private Uni<Boolean> perform(Job job) {
        return Uni.createFrom().deferred(() -> {
            if (job.tries() > config.attempts()) {
                throw StepTrouble.lasting("The step " + job.step().wire() + " was broken off again and again.");
            }
            return steps.perform(job);
        });
    }

    /** As long as the lease is renewed. A database that is away for a moment takes no lease from anybody. */
    private Uni<Boolean> held(Job job, Uni<Boolean> step) {
        Uni<Boolean> lost = Multi.createFrom()
                .ticks()
                .startingAfter(config.lease().dividedBy(RENEWALS))
                .every(config.lease().dividedBy(RENEWALS))
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(
                        tick -> jobs.renew(job, config.lease()).onFailure().recoverWithItem(true))
                .filter(ours -> !ours)
                .toUni()
                .onItem()
                .transformToUni(gone -> Uni.createFrom().failure(new LeaseLost()));
        return Uni.combine().any().of(step, lost);
    }

    /** What became of the step: lost, failed, retried. */
    private Uni<String> troubled(Job job, Throwable failure) {
        if (failure instanceof LeaseLost) {
            return Uni.createFrom().item("lost");
        }
        StepTrouble trouble = failure instanceof StepTrouble known
                ? known
                : StepTrouble.passing("The step " + job.step().wire() + " could not be done.");
        LOG.warnf(
                "pipeline=trouble meeting=%d step=%s try=%d error=%s",
                job.meetingId(), job.step().wire(), job.tries(), Printable.of(words(failure)));
        if (trouble.isLasting() || job.tries() >= config.attempts()) {
            String tried = trouble.isLasting() ? "" : " It was tried " + job.tries() + " times.";
            return jobs.fail(job, trouble.getMessage() + tried).map(ours -> ours ? "failed" : "lost");
        }
        return jobs.retry(job, pause(job, trouble)).replaceWith("retried");
    }

    private static String words(Throwable failure) {
        return failure instanceof StepTrouble ? failure.getMessage() : failure.toString();
    }

    private Duration pause(Job job, StepTrouble trouble) {
        Duration drawn = new Backoff(config.backoff(), config.longestBackoff()).after(job.tries(), random);
        Duration asked = trouble.retryAfter();
        return asked != null && asked.compareTo(drawn) > 0 ? asked : drawn;
    }
}
