package dev.rollcall.transcript;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rounds;
import dev.rollcall.transcript.SegmentStream.Message;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One replica's part in reading the stream: every second, and on while there is more. A message is acknowledged after its
 * commit; one whose reader died is claimed by another. While the database or Redis is down nothing new is read: the batch
 * in hand comes first, at growing intervals.
 */
@ApplicationScoped
class StreamConsumer {

    private static final Logger LOG = Logger.getLogger(StreamConsumer.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final SegmentStream stream;
    private final TranscriptIngest ingest;
    private final TranscriptMeters meters;
    private final TranscriptConfig config;
    private final Clock clock;
    private final Rounds rounds;
    private final String name = "rollcall-" + UUID.randomUUID();

    // of the rounds alone, which come one after the other
    private boolean ready;
    private boolean behind;
    private String claimFrom = SegmentStream.BEGINNING;
    private Instant claimAt = Instant.MIN;
    private Duration pause = Duration.ZERO;
    private volatile Instant notBefore = Instant.MIN;

    StreamConsumer(
            SegmentStream stream,
            TranscriptIngest ingest,
            TranscriptMeters meters,
            TranscriptConfig config,
            Clock clock) {
        this.stream = stream;
        this.ingest = ingest;
        this.meters = meters;
        this.config = config;
        this.clock = clock;
        this.rounds = Rounds.of("transcripts", this::round);
    }

    /** There may be something in the stream. */
    @Scheduled(identity = "transcripts", every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        if (config.enabled() && !clock.instant().isBefore(notBefore)) {
            rounds.ask();
        }
        return Uni.createFrom().voidItem();
    }

    /** What is under way and not acknowledged is read again by others; storing it twice changes nothing. */
    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    /** Never fails. */
    Uni<Void> round() {
        return begin().chain(this::leftovers)
                .chain(this::claimed)
                .chain(this::news)
                .invoke(this::well)
                .onFailure()
                .invoke(this::inTrouble)
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> begin() {
        return ready
                ? Uni.createFrom().voidItem()
                : stream.makeGroup(config.stream(), config.group()).invoke(() -> ready = true);
    }

    /** What this replica was given and could not store. */
    private Uni<Void> leftovers() {
        return behind
                ? leftoversAfter(SegmentStream.BEGINNING).invoke(() -> behind = false)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> leftoversAfter(String after) {
        return stream.ownPending(config.stream(), config.group(), name, config.batch(), after)
                .call(this::take)
                .chain(messages -> messages.size() < config.batch()
                        ? Uni.createFrom().voidItem()
                        : leftoversAfter(messages.get(messages.size() - 1).id().toString()));
    }

    /** What a replica that died was given, and what waits for its meeting; one page of it. */
    private Uni<Void> claimed() {
        Instant now = clock.instant();
        if (now.isBefore(claimAt)) {
            return Uni.createFrom().voidItem();
        }
        return stream.claim(config.stream(), config.group(), name, config.claimAfter(), claimFrom, config.batch())
                .call(claimed -> take(claimed.messages()))
                .invoke(claimed -> {
                    claimFrom = claimed.next();
                    boolean all = claimFrom.equals(SegmentStream.BEGINNING);
                    claimAt = all ? now.plus(config.claimAfter().dividedBy(2)) : now;
                })
                .replaceWithVoid();
    }

    private Uni<Void> news() {
        return stream.newMessages(config.stream(), config.group(), name, config.batch())
                .call(this::take)
                .invoke(messages -> {
                    if (messages.size() == config.batch()) {
                        rounds.ask();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> take(List<Message> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        behind = true; // until they are acknowledged
        meters.waiting(messages.get(0).id().at());
        return ingest.take(messages)
                .chain(done -> stream.acknowledge(config.stream(), config.group(), done))
                .invoke(() -> behind = false);
    }

    private void well() {
        meters.waiting(null);
        if (!pause.isZero()) {
            LOG.info("transcripts=resumed");
            pause = Duration.ZERO;
        }
    }

    /** Said once; what is in hand is tried again after the pause. */
    private void inTrouble(Throwable failure) {
        if (pause.isZero()) {
            LOG.warnf("transcripts=paused error=%s", Printable.of(failure.toString()));
        }
        if (SegmentStream.isWithoutGroup(failure)) {
            ready = false;
        }
        pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        notBefore = clock.instant().plus(pause);
    }
}
